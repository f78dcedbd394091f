import type { Dialect } from "../dialect/dialect.js";
import { command, hint, MigrationError } from "../errors.js";
import { buildGraph } from "../migration/graph.js";
import { GraphError } from "../migration/graph-error.js";
import type { Migration } from "../migration/migration.js";
import type { Registry } from "../migration/registry.js";
import { MERGE } from "../migration/several-leaves.js";
import type { Operation } from "../operation/operation.js";
import { type MigrationPlan, statementsOf } from "../plan/plan.js";
import { planMigration, stateAfter } from "../plan/plan-migration.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../plan/tool-tables.js";
import { changedTables } from "../schema/changed-tables.js";
import { emptySchema, emptySchemaOf, type Schema, tableKey } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { CheckSizeError } from "./check-error.js";
import { errorFinding } from "./error-finding.js";
import type { FindingParts } from "./finding.js";
import type { PlanningBudget } from "./planning-budget.js";

/**
 * Tables that the operations of one migration leave behind, written out, in characters: what
 * planning makes and keeps. A table that each of thousands of operations makes anew takes minutes
 * and gigabytes; a thousand new tables of fifty fields come to a third of this.
 */
const MOST_TEXT = 32_000_000;

/** Statements that the SQL texts of one migration may hold. */
const MOST_STATEMENTS = 20_000;

/**
 * Why there is no plan: the SQL was `refused`, behind the whole replay of the migration, so that the
 * state after it is known and cost what it may; or it was not even known what the migration does.
 */
type Failure = "refused" | "lost";

/** Codes of what refuses SQL, a dialect or the planning of statements. */
const REFUSAL = /^(?:DIALECT|RUNNER)_/;

/** A field, an index, a key, a part of an index, with the names in it. */
const PART = 100;

const lengths = new WeakMap<Table, number>();

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
 * them still runs. Behind a migration that cannot
 * be planned for a database the others are planned as long as the state of the migrations is known.
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
      if (up === "lost") return;
      if (up === "refused") {
        before = stateAfter(migration, before, []);
        continue;
      }
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
    if (typeof down === "object") await this.#show(down, dialect);
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
  ): MigrationPlan | Failure {
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
      return error instanceof MigrationError && REFUSAL.test(error.code) ? "refused" : "lost";
    }
  }
}

/**
 * How much planning one migration makes. Unlike the clock and the heap it says the same on every
 * machine and at every time, so a folder that is too large is that always.
 */
class PlanningSize {
  readonly #migration: Migration;
  #last: Schema = emptySchema;
  #text = 0;

  /** @throws CheckSizeError for what shows before it is planned. */
  constructor(migration: Migration, before: Schema) {
    this.#migration = migration;
    this.#last = before;
    const statements = migration.operations.reduce((sum, one) => sum + semicolonsOf(one), 0);
    if (statements > MOST_STATEMENTS) {
      throw this.#tooLarge(`more than ${MOST_STATEMENTS} statements in its SQL texts`);
    }
  }

  /** Adds what changed since the last time. @throws CheckSizeError */
  add(schema: Schema): void {
    for (const key of changedTables(this.#last, schema)) {
      const table = schema.tables.get(key);
      this.#text += table === undefined ? 1 : lengthOf(table);
    }
    this.#last = schema;
    if (this.#text <= MOST_TEXT) return;
    throw this.#tooLarge("its operations change too many tables that are too wide, too often");
  }

  #tooLarge(what: string): CheckSizeError {
    const { name, source } = this.#migration;
    return new CheckSizeError({
      code: "CHECK_SIZE",
      message: `migration "${name}" is too large to plan: ${what}`,
      hint: "Split the migration, or leave out operations that undo each other.",
      migration: name,
      file: source?.file ?? "",
    });
  }
}

/** About as much as the table is long in JSON; what has no limit of its own is counted exactly. */
function lengthOf(table: Table): number {
  const known = lengths.get(table);
  if (known !== undefined) return known;
  let length = PART * (1 + table.foreignKeys.length + table.uniques.length);
  for (const { name, default: given, generated, comment, values = [] } of table.fields) {
    const sql = given?.kind === "sql" ? given.sql.length : 0;
    const texts = (generated?.expression.length ?? 0) + (comment?.length ?? 0) + sql;
    length += PART + name.length + texts + values.join("").length;
  }
  for (const { parts, include, where } of table.indexes) {
    const expressions = parts.reduce((sum, { expression = "" }) => sum + expression.length, 0);
    length += PART * (1 + parts.length + include.length) + expressions + (where?.length ?? 0);
  }
  for (const { expression } of table.checks) length += PART + expression.length;
  for (const { definition } of table.exclusions) length += PART + definition.length;
  lengths.set(table, length);
  return length;
}

function semicolonsOf(operation: Operation): number {
  if (operation.kind !== "run_sql" && operation.kind !== "create_object") return 0;
  const { forwardSQL, backwardSQL, definition } = operation.toData();
  let count = 0;
  for (const text of [forwardSQL, backwardSQL, definition].flat()) {
    if (typeof text !== "string") continue;
    for (let at = text.indexOf(";"); at >= 0; at = text.indexOf(";", at + 1)) count += 1;
  }
  return count;
}

/**
 * The orders in which a database may run the migrations of a folder: with each squash in place of
 * its originals, and the originals in place of the squash, as on a database that has some of them.
 * Otherwise what a check never looked at could run.
 *
 * @throws GraphError when the migrations do not fit together.
 */
function orderings(
  registry: Registry,
  onFinding: (finding: FindingParts) => void,
): readonly (readonly Migration[])[] {
  const graph = buildGraph(registry);
  if (graph.hasUnresolvedBranches) onFinding(branches(graph.leaves));
  const squashes = [...registry].filter(({ replaces }) => replaces.length > 0);
  if (squashes.length === 0) return [graph.order];
  const lost = squashes.some(({ replaces }) => replaces.some((name) => !registry.get(name)));
  try {
    const applied = squashes.flatMap((squash) => partOf(squash, registry));
    return [graph.order, buildGraph(registry, { applied }).order];
  } catch (error) {
    // Originals that are partly gone fit together or not; a runner that is met by this stops too.
    if (lost && error instanceof GraphError) return [graph.order];
    throw error;
  }
}

/** Some of what a squash replaces: those that are gone, else the first. */
function partOf({ replaces }: Migration, registry: Registry): readonly string[] {
  const gone = replaces.filter((name) => registry.get(name) === undefined);
  if (gone.length === replaces.length) return [];
  return gone.length > 0 ? gone : replaces.slice(0, 1);
}

function branches(leaves: readonly string[]): FindingParts {
  return {
    rule: "CHECK_BRANCHES",
    level: "warning",
    message: `there are ${leaves.length} ends that are not merged: ${leaves.slice(0, 10).join(", ")}`,
    hint: hint`Bring them together with ${MERGE}: ${command("migrate up")} refuses several ends.`,
  };
}
