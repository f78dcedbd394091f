import type { Finding } from "../../check/finding.js";
import type { Policy } from "../../check/policy.js";
import type { Config } from "../../config/config.js";
import type { Dialect } from "../../dialect/dialect.js";
import type { PlanFile } from "../../runner/plan-file.js";
import { cleanJson } from "../clean-text.js";
import { CliError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { readText } from "../read-text.js";
import { writeReport } from "../report-file.js";
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
    policy: {
      type: "string",
      describe: "What is allowed, as for `check`; a plan that it refuses is not written",
    },
  },
  examples: [
    ["plan --out plan.json", "Everything, for an empty database or one that is behind"],
    ["plan --applied status.json --out plan.json", "What comes after the applied migrations"],
    ["plan --policy policy.yaml --out plan.json", "Only what the policy allows, else nothing"],
  ],
  run: async (context, args) => {
    const { withRunner } = await import("../run-session.js");
    const start = args.applied === undefined ? [] : appliedNames(args.applied);
    // The code is evaluated as nobody's: the locked profile, whatever the flags say.
    const locked = { ...context, flags: { ...context.flags, locked: true } };
    const { readPolicy } = await import("../read-policy.js");
    const policy = args.policy === undefined ? undefined : await readPolicy(context, args.policy);
    const load = async (reading: Promise<Config>) => {
      const { loadMigrations } = await import("../load-migrations.js");
      return await loadMigrations(locked, reading, policy);
    };
    const session = { offline: true, dialect: args.database, readOnly: true, load };
    return await withRunner(locked, session, async ({ runner, dialect, migrations, rowsTable }) => {
      const { compilePlan } = await import("../../runner/compile-plan.js");
      const { buildGraph } = await import("../../migration/graph.js");
      const plans = await runner.showSql({ all: true });
      const graph = buildGraph(await migrations());
      const compiled = compilePlan({
        dialect,
        graph,
        plans,
        start,
        rowsTable,
        toolVersion: toolVersion(),
      });
      const written =
        policy === undefined
          ? await planText(compiled)
          : await allowedText(compiled, { policy, dialect, rowsTable });
      const { text, hash, migrations: planned } = written;
      if (args.out === undefined) context.console.result(text.trimEnd());
      else {
        writeReport(args.out, text);
        context.console.result(`${args.out}\nsha256 ${hash}`);
      }
      const document = { hash, out: args.out ?? null, migrations: planned.map(({ name }) => name) };
      return { document };
    });
  },
});

/** The plan as it is written, and as it is read again. */
async function planText(compiled: PlanFile) {
  const { writePlanFile, readPlanFile } = await import("../../runner/plan-file.js");
  // It may be printed into the log of a job that acts on what stands there.
  const text = cleanJson(writePlanFile(compiled));
  return { ...readPlanFile(text), text };
}

interface Rules {
  readonly policy: Policy;
  readonly dialect: Dialect;
  readonly rowsTable: string;
}

/**
 * The plan under a policy: its SQL is written anew from what the judge reads, and then what will run
 * is judged, read back from the text. Nothing of the tenant's code is asked again.
 */
async function allowedText(compiled: PlanFile, { policy, dialect, rowsTable }: Rules) {
  const { judgeMigrations, openReader } = await import("../../check/judge-migrations.js");
  const { planAsJudged } = await import("../../check/judged-plan.js");
  const { migrationsOfPlan } = await import("../../runner/open-plan.js");
  const { defaultLimits, withLimits } = await import("../../interp/limits.js");
  const limits = withLimits(defaultLimits("locked"), policy.limits);
  const reader = openReader(limits);
  try {
    const written = await planText(await planAsJudged(compiled, { dialect, reader, rowsTable }));
    const migrations = migrationsOfPlan(written);
    const findings = await judgeMigrations({ migrations, limits, policy, dialect, reader });
    await assertAllowed(findings);
    return written;
  } finally {
    await reader.close();
  }
}

async function assertAllowed(findings: readonly Finding[]): Promise<void> {
  const errors = findings.filter(({ level }) => level === "error");
  const [first] = errors;
  if (first === undefined) return;
  const { CheckError } = await import("../../check/check-error.js");
  const more = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  throw new CheckError({
    code: "CHECK_PLAN_REFUSED",
    message: `the policy refuses the plan: migration "${first.migration ?? ""}": ${first.rule}: ${first.message}${more}`,
    hint: "Nothing is written. `mm check` with the same policy lists everything; where it finds nothing, the migrations do something else when they are planned.",
  });
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
