import { writeFileSync } from "node:fs";
import { CliError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { readText } from "../read-text.js";
import { toolVersion } from "../tool-version.js";

/** `mm plan` */
export const plan = defineCommand({
  name: "plan",
  summary: "Evaluate the migrations once and write a plan that runs without code.",
  positionals: [],
  options: {
    out: { type: "string", describe: "Where the plan goes (default: standard output)" },
    database: {
      type: "string",
      describe: "Kind of database the plan is for (default: the configured one)",
    },
    applied: {
      type: "string",
      describe: "What is applied where it will run: the output of `migrate status --json`",
    },
  },
  examples: [
    ["plan --out plan.json", "Everything, for an empty database or one that is behind"],
    ["plan --applied status.json --out plan.json", "What comes after the applied migrations"],
  ],
  run: async (context, args) => {
    const { withRunner } = await import("../run-session.js");
    const start = args.applied === undefined ? [] : appliedNames(args.applied);
    // The code is evaluated as nobody's: the locked profile, whatever the flags say.
    const locked = { ...context, flags: { ...context.flags, locked: true } };
    const session = { offline: true, dialect: args.database, readOnly: true };
    return await withRunner(locked, session, async ({ runner, dialect, migrations, rowsTable }) => {
      const { compilePlan } = await import("../../runner/compile-plan.js");
      const { writePlanFile, readPlanFile } = await import("../../runner/plan-file.js");
      const { buildGraph } = await import("../../migration/graph.js");
      const plans = await runner.showSql({ all: true });
      const graph = buildGraph(await migrations());
      const text = writePlanFile(
        compilePlan({ dialect, graph, plans, start, rowsTable, toolVersion: toolVersion() }),
      );
      const { hash, migrations: planned } = readPlanFile(text);
      if (args.out === undefined) context.console.result(text.trimEnd());
      else {
        writePlan(args.out, text);
        context.console.result(`${args.out}\nsha256 ${hash}`);
      }
      const document = { hash, out: args.out ?? null, migrations: planned.map(({ name }) => name) };
      return { document };
    });
  },
});

function writePlan(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new CliError({
      code: "CLI_CANNOT_WRITE",
      message: `"${path}" cannot be written`,
      hint: "Check the folder and its permissions.",
      cause,
    });
  }
}

function appliedNames(file: string): readonly string[] {
  const invalid = new CliError({
    code: "CLI_APPLIED_INVALID",
    message: `"${file}" is not what \`migrate status --json\` prints`,
    hint: "Write it with `mm migrate status --json > status.json` where the database can be reached.",
  });
  const document = parsed(readText(file), invalid);
  if (typeof document !== "object" || document === null) throw invalid;
  const list: unknown = "migrations" in document ? document.migrations : undefined;
  if (!Array.isArray(list)) throw invalid;
  return list.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("name" in entry)) throw invalid;
    const state = "state" in entry ? entry.state : undefined;
    return state === "pending" ? [] : [String(entry.name)];
  });
}

function parsed(text: string, invalid: CliError): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid;
  }
}
