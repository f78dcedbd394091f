import type { DefaultNamespace, Dialect, SchemaEditor } from "../dialect/dialect.js";
import type { Statement, Step } from "../dialect/statement.js";
import { MigrationError } from "../errors.js";
import type { Migration } from "../migration/migration.js";
import { MigrationStateError } from "../migration/migration-state-error.js";
import { type OperationState, states } from "../migration/state.js";
import type { Schema } from "../schema/schema.js";
import { sqlHead } from "../text/sql-head.js";
import type { SqlRules } from "../text/sql-rules.js";
import type { IgnoredOperation } from "./ignored-operation.js";
import { assertNamesApart } from "./name-case.js";
import { assertNamesFree } from "./name-taken.js";
import { objectNotices } from "./object-notices.js";
import type { Direction, MigrationPlan, PlannedOperation } from "./plan.js";
import { RunnerError } from "./runner-error.js";
import { delimitsTransaction } from "./statement-kind.js";

export interface PlanRequest {
  readonly migration: Migration;
  /** The schema before the migration, in both directions. */
  readonly before: Schema;
  readonly direction: Direction;
  readonly dialect: Dialect;
  /** The table of rows that `UpsertData` made, see `EditorContext.rowsTable`. */
  readonly rowsTable: string;
  /** As in `EditorContext`. */
  readonly defaultNamespace?: DefaultNamespace | undefined;
  /**
   * Operations whose failure was ignored: they run nothing, in neither direction, and change the
   * state only where what they wanted was there all the same.
   */
  readonly ignored: readonly IgnoredOperation[];
  /** Called before each operation is looked at, with the schema it finds; what it throws ends it all. */
  readonly onOperation?: ((before: Schema) => void) | undefined;
}

/**
 * Plans one migration; pure, needs no database. It walks forward first, so that every operation
 * gets the pair of schemas around itself, also on the way down.
 *
 * @throws RunnerError RUNNER_IRREVERSIBLE, RUNNER_NEEDS_NO_TRANSACTION, RUNNER_OWN_TRANSACTION,
 *   RUNNER_NAME_CASE, RUNNER_NAME_TAKEN; whatever an operation
 *   throws when the state does not fit it.
 */
export function planMigration(request: PlanRequest): MigrationPlan {
  const { migration, direction, dialect, before, onOperation } = request;
  if (direction === "down") assertReversible(migration, request.ignored);
  const around = statesOf(migration, before, request.ignored, onOperation);
  if (direction === "up") {
    assertNamesApart(dialect, migration, around);
    assertNamesFree(dialect, migration, around);
  }
  const after = around.at(-1)?.after ?? before;
  const editor = dialect.createSchemaEditor({
    horizon: after,
    end: direction === "up" ? after : before,
    rowsTable: request.rowsTable,
    defaultNamespace: request.defaultNamespace,
    transaction: migration.transaction,
  });
  const start = direction === "up" ? before : after;
  const ordered = direction === "up" ? around : around.toReversed();
  const operations = ordered.map((state): PlannedOperation => {
    const { operation, index } = state;
    onOperation?.(state.before);
    const ignored = ignoredWhy(state, request.ignored);
    const isIdle = operation.schemaOnly || ignored !== undefined;
    const steps = isIdle ? [] : stepsFor({ migration, state, direction, editor });
    if (steps === undefined) throw irreversible(migration, index);
    const [from, to] =
      direction === "up" ? [state.before, state.after] : [state.after, state.before];
    return {
      operation,
      index,
      before: state.before,
      after: state.after,
      destructive: operation.isDestructive(state.before),
      ignored,
      steps,
      notices: isIdle ? [] : objectNotices({ from, to, start, database: dialect.name }),
    };
  });
  assertNoOwnTransaction(migration, operations, dialect);
  const atomic = dialect.features.transactionalDdl && migration.transaction;
  if (atomic) assertTransactional(migration, operations, dialect);
  return { migration, direction, operations, before, after, atomic };
}

interface StepsRequest extends Pick<PlanRequest, "migration" | "direction"> {
  readonly state: OperationState;
  readonly editor: SchemaEditor;
}

/**
 * The steps of an operation; undefined: there is no way back. What a dialect or the schema refuses is told with the
 * migration and operation that it is about.
 */
function stepsFor({
  migration,
  state,
  direction,
  editor,
}: StepsRequest): readonly Step[] | undefined {
  const { operation, index, before, after } = state;
  const context = {
    editor,
    before,
    after,
    origin: { migration: migration.name, operation: index },
  };
  try {
    return direction === "up" ? operation.up(context) : operation.down(context);
  } catch (error) {
    if (!(error instanceof MigrationError) || error instanceof RunnerError) throw error;
    throw new MigrationStateError(migration, index, error, error.code);
  }
}

/**
 * The schema after a migration, with what the history says was ignored.
 *
 * @throws MigrationStateError naming migration and operation.
 */
export function stateAfter(
  migration: Migration,
  before: Schema,
  ignored: readonly IgnoredOperation[],
): Schema {
  return statesOf(migration, before, ignored).at(-1)?.after ?? before;
}

/**
 * What did not happen need not be undone.
 *
 * @throws RunnerError RUNNER_IRREVERSIBLE for the last operation that cannot be undone.
 */
export function assertReversible(migration: Migration, ignored: readonly IgnoredOperation[]): void {
  const passed = new Set(ignored.map(({ operation }) => operation));
  const index = migration.operations.findLastIndex(
    ({ reversible }, at) => !reversible && !passed.has(at),
  );
  if (index >= 0) throw irreversible(migration, index);
}

/** The schemas around each operation, with what the history says was ignored. */
export function statesOf(
  migration: Migration,
  before: Schema,
  ignored: readonly IgnoredOperation[],
  onOperation?: (before: Schema) => void,
): readonly OperationState[] {
  const absent = ignored.filter(({ present }) => !present).map(({ operation }) => operation);
  const byName = new Map([[migration.name, new Set(absent)]]);
  return states(migration, before, { ignored: byName, onOperation });
}

function ignoredWhy(
  state: OperationState,
  ignored: readonly IgnoredOperation[],
): string | undefined {
  const known = ignored.find(({ operation }) => operation === state.index);
  if (known !== undefined) return known.error;
  return state.skipped ? "the state of the migrations does not fit it" : undefined;
}

function irreversible(migration: Migration, index: number): RunnerError {
  const description = migration.operations[index]?.describe() ?? "";
  return new RunnerError({
    code: "RUNNER_IRREVERSIBLE",
    message: `migration "${migration.name}" cannot be undone: operation ${index + 1} of ${migration.operations.length}, "${description}", has no way back`,
    hint: "Give the operation a `backwardSQL` or a `down`, or `m.noop` when there is nothing to undo; nothing has been run.",
    migration: migration.name,
  });
}

/**
 * A COMMIT among the statements would make half of the migration stay while the runner says, and
 * the history with it, that nothing or everything of it did.
 *
 * @throws RunnerError RUNNER_OWN_TRANSACTION
 */
function assertNoOwnTransaction(
  migration: Migration,
  operations: readonly PlannedOperation[],
  dialect: Dialect,
): void {
  for (const planned of operations) {
    for (const step of planned.steps) {
      if (step.kind !== "sql" || !delimitsTransaction(step.sql, dialect.sqlRules)) continue;
      throw new RunnerError({
        code: "RUNNER_OWN_TRANSACTION",
        message: `${statementPlace(migration, planned, step)} begins or ends a transaction itself: ${quoted(step.sql, dialect.sqlRules)}`,
        hint: "Take BEGIN, COMMIT, ROLLBACK and SET autocommit out: the runner begins and ends the transactions, and `transaction: false` is for statements that need none. Nothing of the migration has been run.",
        migration: migration.name,
      });
    }
  }
}

/** `migration "0001_dump" (0001_dump.ts), operation 2, line 12 of its SQL,`. */
function statementPlace(
  { name, source }: Migration,
  { index, operation }: PlannedOperation,
  { line }: Statement,
): string {
  const file = source === undefined ? "" : ` (${source.file})`;
  const where = line === undefined ? `"${operation.describe()}"` : `line ${line} of its SQL`;
  return `migration "${name}"${file}, operation ${index + 1}: ${where}`;
}

/** Comments in front tell nothing about the statement. */
function quoted(sql: string, rules: SqlRules): string {
  const text = sqlHead(sql, rules).replaceAll(/\s+/g, " ");
  return `"${text.length > 80 ? `${text.slice(0, 77)}...` : text}"`;
}

/** @throws RunnerError RUNNER_NEEDS_NO_TRANSACTION */
function assertTransactional(
  migration: Migration,
  operations: readonly PlannedOperation[],
  { sqlRules }: Dialect,
): void {
  for (const planned of operations) {
    for (const step of planned.steps) {
      if (step.kind !== "sql" || step.transactional) continue;
      throw new RunnerError({
        code: "RUNNER_NEEDS_NO_TRANSACTION",
        message: `${statementPlace(migration, planned, step)} cannot run inside a transaction: ${quoted(step.sql, sqlRules)}`,
        hint: "Set `transaction: false` in a migration that holds this operation and little else; nothing of it has been run.",
        migration: migration.name,
      });
    }
  }
}
