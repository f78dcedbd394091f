import { isApproved } from "../approval.js";
import { defineCommand } from "../command.js";
import { exitCodes } from "../exit-code.js";
import { option } from "../parse/option.js";
import { milliseconds } from "../parse/seconds.js";
import { changeDocument, changeText } from "../render/change-text.js";
import { cleanLine } from "../render/clean-text.js";
import { waitFlags } from "../run-flags.js";

/** `mm migrate repair` */
export const migrateRepair = defineCommand({
  name: "migrate repair",
  summary: "Accept changed files of applied migrations, after a look at what they run.",
  positionals: ["[names..]"],
  options: {
    names: {
      type: "string",
      array: true,
      completes: "migration",
      describe: "Their exact names (default: all changed ones)",
    },
    yes: option.flag("Accept also what runs something else than what was applied"),
    "dry-run": option.flag("Show what differs, write nothing"),
    ...waitFlags,
  },
  examples: [
    ["migrate repair", "After a formatter went over the folder"],
    ["migrate repair 0002_posts", "One migration"],
    ["migrate repair 0002_posts --yes", "The database is as the new text says"],
  ],
  run: async (context, args) => {
    const { console } = context;
    const lockTimeout = milliseconds("lock-timeout", args["lock-timeout"]);
    const wait = milliseconds("wait", args.wait);
    const names = args.names === undefined || args.names.length === 0 ? undefined : args.names;
    const { withRunner } = await import("../with-runner.js");
    const options = { wait, readOnly: args["dry-run"] };
    return await withRunner(context, options, async ({ runner, address, signal }) => {
      const changes = await runner.changes(names);
      if (changes.length === 0)
        console.say("Nothing to repair: the files are those that were applied");
      for (const change of changes) console.result(changeText(change, console.out));
      const document = { database: address, changes: changes.map(changeDocument) };
      if (args["dry-run"]) return { document: { ...document, repaired: [] } };
      const run = { lockTimeout, signal };
      const same = changes.filter(({ kind }) => kind === "text");
      const others = changes.filter(({ kind }) => kind !== "text");
      if (same.length > 0) await runner.repair(same, run);
      const list = others.map(({ migration }) => `"${cleanLine(migration)}"`).join(", ");
      const question = `Is the database as ${list} would leave it now?`;
      const approved = others.length === 0 || (await isApproved(context, { ...args, question }));
      if (approved && others.length > 0) await runner.repair(others, run);
      const repaired = (approved ? changes : same).map(({ migration }) => migration);
      for (const name of repaired)
        console.say(`${console.out.green("Repaired")} ${cleanLine(name)}`);
      if (approved) return { document: { ...document, repaired } };
      console.complain(`Not repaired: ${list}; --yes accepts what runs something else`);
      return {
        exitCode: exitCodes.destructive,
        code: "UNAPPROVED",
        document: { ...document, repaired },
      };
    });
  },
});
