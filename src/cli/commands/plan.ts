import { command, hint } from "../../errors.js";
import { defaultLimits, withLimits } from "../../interp/limits.js";
import { memberOf } from "../../text/record.js";
import { CliError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { offeredSymbols, printSaid } from "../load-migrations.js";
import { option } from "../parse/option.js";
import { readConfig } from "../read-config.js";
import { readText } from "../read-text.js";
import { writeReport } from "../report-file.js";
import { offlineDialect } from "../with-runner.js";

/** `mm plan` */
export const plan = defineCommand({
  name: "plan",
  summary: "Evaluate the migrations once and write a plan that runs without code.",
  positionals: [],
  options: {
    out: option.text("Where the plan goes (default: standard output)"),
    database: option.text("Kind of database the plan is for (default: the configured one)"),
    applied: option.text(
      "What is applied where it will run: the output of `migrate status --json`",
    ),
    policy: option.text("What is allowed, as for `check`; a plan that it refuses is not written"),
  },
  examples: [
    ["plan --out plan.json", "Everything, for an empty database or one that is behind"],
    ["plan --applied status.json --out plan.json", "What comes after the applied migrations"],
    ["plan --policy policy.yaml --out plan.json", "Only what the policy allows, else nothing"],
  ],
  run: async (context, args) => {
    const start = args.applied === undefined ? [] : appliedNames(args.applied);
    context.stop.at("which changes nothing");
    // The code is evaluated as untrusted: the locked profile, whatever the flags say.
    const locked = { ...context, flags: { ...context.flags, locked: true } };
    const { readPolicy } = await import("../read-policy.js");
    const policy = args.policy === undefined ? undefined : await readPolicy(context, args.policy);
    const config = await readConfig(locked);
    const { name: database } = offlineDialect(config, args.database);
    const { makePlan } = await import("../plan-job.js");
    const limits = withLimits(defaultLimits("locked"), policy?.limits ?? config.sandbox);
    const { text, hash, names } = await makePlan({
      program: context.program,
      directory: config.migration.directory,
      historyTable: config.migration.historyTable,
      database,
      start,
      policy,
      limits,
      symbols: await offeredSymbols(context, policy),
      onSaid: ({ warnings, log }) => printSaid(context, { warnings, console: log }),
    });
    if (args.out === undefined) context.console.result(text.trimEnd());
    else {
      writeReport(args.out, text);
      context.console.result(`${args.out}\nsha256 ${hash}`);
    }
    return { document: { hash, out: args.out ?? null, migrations: names } };
  },
});

function appliedNames(file: string): readonly string[] {
  const invalid = new CliError({
    code: "CLI_APPLIED_INVALID",
    message: `"${file}" is not what \`migrate status --json\` prints`,
    hint: hint`Write it where the database can be reached, with ${command("migrate status", "--json")}.`,
  });
  const document = parsed(readText(file), invalid);
  const list = memberOf(document, "migrations");
  if (!Array.isArray(list)) throw invalid;
  return list.flatMap((entry: unknown) => {
    const name = memberOf(entry, "name");
    if (name === undefined) throw invalid;
    return memberOf(entry, "state") === "pending" ? [] : [String(name)];
  });
}

function parsed(text: string, invalid: CliError): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid;
  }
}
