import { UsageError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { option } from "../parse/option.js";

/** `mm migrate showsql` */
export const migrateShowsql = defineCommand({
  name: "migrate showsql",
  summary: "Show the SQL of the pending migrations. Writes nothing.",
  positionals: [],
  options: {
    down: option.flag("The way back instead"),
    all: option.flag("All migrations; needs no database"),
    database: option.text("All migrations as SQL of this kind of database; needs no database"),
    to: option.migration("Stop at this migration, as up and down do"),
    steps: option.number("With --down: how many (default: 1, or all with --all)"),
  },
  examples: [
    ["migrate showsql", "What up would run"],
    ["migrate showsql --down", "What down would run"],
    ["migrate showsql --all --database sqlite > schema.sql", "Everything, without a connection"],
  ],
  run: async (context, args) => {
    const { console, program } = context;
    const { all, database, steps, to } = args;
    if (steps !== undefined && (to !== undefined || !args.down)) {
      throw new UsageError({
        code: "CLI_STEPS_AND_TO",
        message: to === undefined ? "--steps is for --down" : "--steps and --to are given together",
        hint: "Give --down with --steps or --to, or only --to.",
        synopsis: `${program} migrate showsql [--down [--steps <number>]] [--to <name>]`,
      });
    }
    const { withRunner } = await import("../with-runner.js");
    const { planDocument } = await import("../render/plan-document.js");
    const { sqlScript } = await import("../render/sql-script.js");
    const offline = all || database !== undefined;
    const direction = args.down ? "down" : "up";
    const options = { offline, dialect: database, readOnly: true, sqlOutput: true };
    return await withRunner(context, options, async (session) => {
      const plans = await session.runner.showSql({
        direction,
        all: offline,
        to,
        steps,
        left: true,
      });
      if (plans.length > 0) console.result(sqlScript(plans, session.dialect));
      else console.note(args.down ? "Nothing to undo" : "Nothing to apply");
      const document = {
        database: session.dialect.name,
        direction,
        migrations: plans.map(planDocument),
      };
      return { document };
    });
  },
});
