import type { Finding } from "../check/finding.js";
import type { Policy } from "../check/policy.js";
import type { Dialect } from "../dialect/dialect.js";
import { dialectByName } from "../dialect/index.js";
import { command, hint } from "../errors.js";
import type { Heartbeat } from "../interp/heartbeat.js";
import type { Limits } from "../interp/limits.js";
import { buildGraph } from "../migration/graph.js";
import type { Registry } from "../migration/registry.js";
import { compilePlan } from "../plan/compile-plan.js";
import { type PlanFile, readPlanFile, writePlanFile } from "../plan/plan-file.js";
import { toolTablesOf } from "../plan/tool-tables.js";
import { Runner } from "../runner/runner.js";
import { tableKey } from "../schema/schema.js";
import type { MadePlan, PlanTask } from "./plan-job.js";
import { cleanJson } from "./render/clean-text.js";
import { toolVersion } from "./tool-version.js";

/**
 * The plan of evaluated migrations as text; under a policy only one that it allows.
 *
 * @throws what planning throws; CheckError CHECK_PLAN_REFUSED
 */
export async function planOf(
  registry: Registry,
  task: PlanTask & { readonly limits: Limits },
  heartbeat: Heartbeat,
): Promise<MadePlan> {
  const { database, historyTable, policy, start, limits } = task;
  const dialect = await dialectByName(database).load();
  const runner = new Runner({ migrations: registry, dialect, historyTable });
  const plans = await runner.showSql({ all: true });
  const rowsTable = tableKey(toolTablesOf(historyTable).rows);
  const graph = buildGraph(registry);
  const about = { dialect, graph, plans, start, rowsTable, toolVersion: toolVersion() };
  const compiled = compilePlan(about);
  const written =
    policy === undefined
      ? planText(compiled)
      : await allowedText(compiled, { policy, dialect, rowsTable, limits, heartbeat });
  const { text, hash, migrations } = written;
  return { text, hash, names: migrations.map(({ name }) => name) };
}

/** The plan as it is written, and as it is read again. */
function planText(compiled: PlanFile): PlanFile & { readonly text: string; readonly hash: string } {
  // It may be printed into the log of a job that acts on what stands there.
  const text = cleanJson(writePlanFile(compiled));
  return { ...readPlanFile(text), text };
}

interface Rules {
  readonly policy: Policy;
  readonly dialect: Dialect;
  readonly rowsTable: string;
  readonly limits: Limits;
  readonly heartbeat: Heartbeat;
}

/**
 * The plan under a policy: its SQL is written anew from what the judge reads, and then what will run
 * is judged, read back from the text. Nothing of the tenant's code is asked again.
 */
async function allowedText(
  compiled: PlanFile,
  { policy, dialect, rowsTable, limits, heartbeat }: Rules,
): Promise<ReturnType<typeof planText>> {
  const { judgeMigrations, openReader } = await import("../check/judge-migrations.js");
  const { planAsJudged } = await import("../check/judged-plan.js");
  const { migrationsOfPlan } = await import("../plan/open-plan.js");
  const reader = openReader(limits, heartbeat);
  try {
    const written = planText(await planAsJudged(compiled, { dialect, reader, rowsTable }));
    const migrations = migrationsOfPlan(written);
    const judging = { limits, policy, dialect, reader, heartbeat };
    await assertAllowed(await judgeMigrations({ migrations, ...judging }));
    return written;
  } finally {
    await reader.close();
  }
}

async function assertAllowed(findings: readonly Finding[]): Promise<void> {
  const errors = findings.filter(({ level }) => level === "error");
  const [first] = errors;
  if (first === undefined) return;
  const { CheckError } = await import("../check/check-error.js");
  const more = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  throw new CheckError({
    code: "CHECK_PLAN_REFUSED",
    message: `the policy refuses the plan: migration "${first.migration ?? ""}": ${first.rule}: ${first.message}${more}`,
    hint: hint`Nothing is written. ${command("check")} with the same policy lists everything; where it finds nothing, the migrations do something else when they are planned.`,
  });
}
