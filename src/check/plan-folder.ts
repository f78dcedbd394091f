import type { Dialect } from "../dialect/dialect.js";
import type { Migration } from "../migration/migration.js";
import type { Registry } from "../migration/registry.js";
import { type MigrationPlan, statementsOf } from "../plan/plan.js";
import { planMigration } from "../plan/plan-migration.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../plan/tool-tables.js";
import { emptySchemaOf, type Schema, tableKey } from "../schema/schema.js";
import { errorFinding } from "./error-finding.js";
import type { FindingParts } from "./finding.js";
import { orderings } from "./orderings.js";
import type { PlanningBudget } from "./planning-budget.js";
import { PlanningSize } from "./planning-size.js";

/** What to plan, and who looks at the plans. */
export interface PlanFolderOptions {
  readonly registry: Registry;
  readonly dialects: readonly Dialect[];
  /** For planning, and for what `onPlan` does with the plans. */
  readonly budget: PlanningBudget;
  readonly onPlan: (plan: MigrationPlan, dialect: Dialect) => Promise<void> | void;
  readonly onFinding: (finding: FindingParts) => void;
}

const ROWS_TABLE = tableKey(toolTablesOf(DEFAULT_HISTORY_TABLE).rows);

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
    let before = emptySchemaOf(dialect.naming);
    for (const migration of ordering) {
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
      const size = new PlanningSize(migration, before);
      // One migration may hold thousands of operations.
      const onOperation = (schema: Schema) => {
        budget.check();
        size.add(schema);
      };
      const fixed = { rowsTable: ROWS_TABLE, ignored: [], onOperation };
      return planMigration({ migration, before, direction, dialect, ...fixed });
    } catch (error) {
      this.#options.onFinding(errorFinding(error, { migration, database: dialect.name }));
      return undefined;
    }
  }
}
