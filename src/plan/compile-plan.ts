import type { Dialect } from "../dialect/dialect.js";
import type { Statement, Step } from "../dialect/statement.js";
import { command, hint } from "../errors.js";
import type { Graph } from "../migration/graph.js";
import { recordChange } from "../operation/author-state.js";
import { compiledOperations, customType } from "../operation/custom-operation.js";
import type { Operation, OperationData } from "../operation/operation.js";
import { withoutFunction } from "../operation/run-sql.js";
import { emptySchema } from "../schema/schema.js";
import { migrationsOfPlan } from "./open-plan.js";
import { type MigrationPlan, type PlannedOperation, statementsOf } from "./plan.js";
import type { PlanFile, PlanFileMigration } from "./plan-file.js";
import { planMigration } from "./plan-migration.js";
import { RunnerError } from "./runner-error.js";

interface CompileRequest {
  readonly dialect: Dialect;
  readonly graph: Graph;
  /** All migrations, upward, in the order in which they run: `Runner.showSql({ all: true })`. */
  readonly plans: readonly MigrationPlan[];
  /** Names that are applied where the plan will run, in order; usually `status --json`. */
  readonly start: readonly string[];
  readonly toolVersion: string;
  /** The table of rows that `UpsertData` made, as in the editor's context. */
  readonly rowsTable: string;
}

/**
 * Turns evaluated migrations into a plan that needs no code: operations become data, an author's
 * own operations become the statements that they came to.
 *
 * @throws RunnerError RUNNER_PLAN_NOT_COMPILED for a script, which exists as code only.
 */
export function compilePlan(request: CompileRequest): PlanFile {
  const { dialect, graph, plans, start, toolVersion } = request;
  return {
    format: 1,
    tool: toolVersion,
    database: dialect.name,
    heads: graph.leaves,
    start: start.filter((name) => graph.get(name) !== undefined),
    migrations: plans.map((plan) => compileMigration(plan, request)),
  };
}

/** The plan with the statements that its operations come to now; for a caller that changed these. */
export function withStatements(
  plan: PlanFile,
  { dialect, rowsTable }: Pick<CompileRequest, "dialect" | "rowsTable">,
): PlanFile {
  let before = emptySchema;
  const compiled = migrationsOfPlan(plan).map((migration) => {
    const up = planMigration({
      migration,
      before,
      direction: "up",
      dialect,
      rowsTable,
      ignored: [],
    });
    before = up.after;
    return wantedStatements(up, plan.start);
  });
  const migrations = plan.migrations.map((migration, at) => ({
    ...migration,
    statements: compiled[at] ?? [],
  }));
  return { ...plan, migrations };
}

/** What is applied where the plan starts needs none. */
function wantedStatements(
  plan: MigrationPlan,
  start: readonly string[],
): PlanFileMigration["statements"] {
  if (start.includes(plan.migration.name)) return [];
  return statementsOf(plan).map(({ sql, parameters }) => ({ sql, parameters }));
}

function compileMigration(plan: MigrationPlan, request: CompileRequest): PlanFileMigration {
  const { migration } = plan;
  return {
    name: migration.name,
    checksum: migration.source?.checksum ?? "",
    file: migration.source?.file ?? "",
    dependencies: migration.dependencies,
    replaces: migration.replaces,
    transaction: migration.transaction,
    operations: plan.operations.map((planned) => compileOperation(planned, plan, request)),
    statements: wantedStatements(plan, request.start),
  };
}

function compileOperation(
  planned: PlannedOperation,
  plan: MigrationPlan,
  request: CompileRequest,
): OperationData {
  const { operation, index, before } = planned;
  if (operation.kind === "custom") return compileCustom(planned, plan, request);
  if (operation.kind !== "run_script") return withoutFunction(operation, before);
  if (request.start.includes(plan.migration.name)) return appliedScript(operation);
  throw new RunnerError({
    code: "RUNNER_PLAN_NOT_COMPILED",
    message: `migration "${plan.migration.name}", operation ${index + 1}, "${operation.describe()}", is a script: it exists as code only and cannot be part of a plan`,
    hint: hint`Write it as RunSQL or UpsertData, or apply this migration with ${command("migrate up")} by itself and plan from there with --applied.`,
    migration: plan.migration.name,
  });
}

/** It ran long ago and changes no schema; only its place in the migration matters. */
function appliedScript(operation: Operation): OperationData {
  const parts = { description: operation.describe(), table: undefined, destructive: false };
  return compiledOperations.make({ ...parts, mutate: [], up: [], down: undefined }).toData();
}

function compileCustom(
  planned: PlannedOperation,
  plan: MigrationPlan,
  request: CompileRequest,
): OperationData {
  const { operation, before, steps } = planned;
  const mutate = customType.partsOf(operation)?.mutate;
  const applied = mutate === undefined ? [] : recordChange(mutate, before, "mutate()").applied;
  return compiledOperations
    .make({
      description: operation.describe(),
      table: operation.table,
      destructive: operation.destructive,
      mutate: applied,
      up: sqlOnly(steps),
      down: downOf(planned, plan, request),
    })
    .toData();
}

function downOf(
  { operation, before, after, index }: PlannedOperation,
  plan: MigrationPlan,
  { dialect, rowsTable }: CompileRequest,
): readonly Statement[] | undefined {
  if (!operation.reversible) return undefined;
  const editor = dialect.createSchemaEditor({ horizon: plan.after, end: plan.before, rowsTable });
  const origin = { migration: plan.migration.name, operation: index };
  const steps = operation.down({ editor, before, after, origin });
  return steps === undefined ? undefined : sqlOnly(steps);
}

function sqlOnly(steps: readonly Step[]): readonly Statement[] {
  return steps.flatMap((step) => (step.kind === "sql" ? [step] : []));
}
