import type { Dialect } from "../dialect/dialect.js";
import type { Migration } from "../migration/migration.js";
import type { Registry } from "../migration/registry.js";
import type { Operation } from "../operation/operation.js";
import { bookkeepingOf, DEFAULT_HISTORY_TABLE } from "../runner/bookkeeping.js";
import { type MigrationPlan, planMigration, statementsOf } from "../runner/plan.js";
import { emptySchema, type Schema, tableKey } from "../schema/schema.js";
import { CheckSizeError } from "./check-error.js";
import { errorFinding } from "./error-finding.js";
import type { FindingParts } from "./finding.js";
import { orderings } from "./orderings.js";
import type { PlanningBudget } from "./planning-budget.js";

/** What to plan, and who looks at the plans. */
export interface PlanFolderOptions {
  readonly registry: Registry;
  readonly dialects: readonly Dialect[];
  /** For planning, and for what `onPlan` does with the plans. */
  readonly budget: PlanningBudget;
  readonly onPlan: (plan: MigrationPlan, dialect: Dialect) => Promise<void> | void;
  readonly onFinding: (finding: FindingParts) => void;
}

/**
 * Operations of one migration times fields of the widest table it can meet. Planning cannot be
 * interrupted, and a table that is made anew by each of thousands of operations takes minutes.
 */
const MOST_WORK = 300_000;

/** Statements that the SQL texts of one migration may hold. */
const MOST_STATEMENTS = 20_000;

const ROWS_TABLE = tableKey(bookkeepingOf(DEFAULT_HISTORY_TABLE).rows);

/**
 * Plans everything that the migrations of a folder may ever run, for each database: up, and down
 * where there is a way back; the originals of a squash too, which a database that has only some of
 * them still runs. A migration that cannot be planned ends the plan for its database.
 *
 * @returns the number of statements of the way up.
 */
export async function planFolder(options: PlanFolderOptions): Promise<number> {
  const planner = new FolderPlanner(options);
  const { budget, dialects, onFinding, registry } = options;
  try {
    budget.start("planning the folder");
    for (const ordering of orderings(registry, onFinding)) {
      for (const dialect of dialects) await planner.plan(ordering, dialect);
    }
    return planner.statements;
  } finally {
    budget.stop();
  }
}

class FolderPlanner {
  statements = 0;
  readonly #options: PlanFolderOptions;

  constructor(options: PlanFolderOptions) {
    this.#options = options;
  }

  async plan(ordering: readonly Migration[], dialect: Dialect): Promise<void> {
    let before = emptySchema;
    for (const migration of ordering) {
      assertSize(migration, before);
      const up = this.#planOne(migration, before, dialect, "up");
      if (up === undefined) return;
      this.statements += statementsOf(up).length;
      await this.#show(up, dialect);
      await this.#planBack(migration, before, dialect);
      before = up.after;
    }
  }

  async #planBack(migration: Migration, before: Schema, dialect: Dialect): Promise<void> {
    const stuck = migration.operations.find(({ reversible }) => !reversible);
    if (stuck !== undefined) {
      this.#options.onFinding({
        rule: "CHECK_IRREVERSIBLE",
        level: "warning",
        message: `migration "${migration.name}" cannot be undone: "${stuck.describe()}" has no way back`,
        hint: "Give the operation a way back, or `m.noop` when there is nothing to undo.",
        migration: migration.name,
        file: migration.source?.file,
        line: migration.source?.line,
        column: migration.source?.column,
      });
      return;
    }
    const down = this.#planOne(migration, before, dialect, "down");
    if (down !== undefined) await this.#show(down, dialect);
  }

  async #show(plan: MigrationPlan, dialect: Dialect): Promise<void> {
    this.#options.budget.start("judging the plans of the folder");
    await this.#options.onPlan(plan, dialect);
  }

  #planOne(
    migration: Migration,
    before: Schema,
    dialect: Dialect,
    direction: "up" | "down",
  ): MigrationPlan | undefined {
    const { budget } = this.#options;
    budget.start("planning the folder");
    budget.check();
    try {
      // One migration may hold thousands of operations.
      const onOperation = () => budget.check();
      const fixed = { rowsTable: ROWS_TABLE, ignored: [], onOperation };
      return planMigration({ migration, before, direction, dialect, ...fixed });
    } catch (error) {
      this.#options.onFinding(errorFinding(error, { migration, database: dialect.name }));
      return undefined;
    }
  }
}

function assertSize(migration: Migration, before: Schema): void {
  const { operations } = migration;
  let widest = 1;
  for (const { fields } of before.tables.values()) widest = Math.max(widest, fields.length);
  for (const operation of operations) {
    if (operation.kind === "create_table") widest = Math.max(widest, widthOf(operation));
    else widest += operation.kind === "add_field" ? 1 : 0;
  }
  if (operations.length * widest > MOST_WORK) {
    const what = `${operations.length} operations on tables of up to ${widest} fields`;
    throw tooLarge(migration, what);
  }
  const statements = operations.reduce((sum, operation) => sum + semicolonsOf(operation), 0);
  if (statements > MOST_STATEMENTS) {
    throw tooLarge(migration, `more than ${MOST_STATEMENTS} statements in its SQL texts`);
  }
}

function tooLarge({ name, source }: Migration, what: string): CheckSizeError {
  return new CheckSizeError({
    code: "CHECK_SIZE",
    message: `migration "${name}" is too large to plan: ${what}`,
    hint: "Split the migration, or leave out operations that undo each other.",
    migration: name,
    file: source?.file ?? "",
  });
}

function semicolonsOf(operation: Operation): number {
  if (operation.kind !== "run_sql") return 0;
  const { forwardSQL, backwardSQL } = operation.toData();
  let count = 0;
  for (const text of [forwardSQL, backwardSQL].flat()) {
    if (typeof text !== "string") continue;
    for (let at = text.indexOf(";"); at >= 0; at = text.indexOf(";", at + 1)) count += 1;
  }
  return count;
}

function widthOf(operation: Operation): number {
  const { fields } = operation.toData();
  return Array.isArray(fields) ? fields.length : 1;
}
