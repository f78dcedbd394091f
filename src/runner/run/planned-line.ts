import type { Dialect } from "../../dialect/dialect.js";
import type { ForwardTarget } from "../../migration/graph.js";
import type { Migration } from "../../migration/migration.js";
import { type MigrationPlan, statementsOf, stepsOf } from "../../plan/plan.js";
import { planMigration, stateAfter } from "../../plan/plan-migration.js";
import { type ToolTableShapes, toolTablesOf } from "../../plan/tool-tables.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import { ignoredIn } from "../records/journal.js";
import type { LazyMemory } from "../records/lazy-memory.js";
import type { History } from "../records/recorder.js";
import type { StartingPoint } from "../records/starting-point.js";
import { appliedSchema } from "./pending-plans.js";

/** Plans that are kept: each holds the texts of its statements. */
const KEPT = 1000;

interface LineRequest {
  readonly target: ForwardTarget;
  readonly seen: LazyMemory;
  readonly dialect: Dialect;
  readonly historyTable: string;
  readonly start: StartingPoint | undefined;
}

/** Where a run begins, as far as that is known before it holds the lock. */
export interface RunStart {
  readonly start?: StartingPoint | undefined;
  readonly line?: PlannedLine | undefined;
  /** What was remembered before the lock was taken, of the same migrations. */
  readonly seen?: LazyMemory | undefined;
}

/**
 * Everything that is going to be applied, planned before the first of it runs, so that what cannot
 * work is refused then. A plan is kept for the run that finds the schema for which it was made.
 */
export class PlannedLine {
  readonly #history: History;
  readonly #start: Schema;
  readonly #plans = new Map<Migration, MigrationPlan>();
  /** How many statements each has of those that are short whatever is in the database. */
  readonly #short = new Map<Migration, number>();
  #mayTakeLong = false;

  private constructor({ seen }: LineRequest, start: Schema) {
    this.#history = seen.history;
    this.#start = start;
  }

  /** May one of its statements take long, or is not all of it known? */
  get mayTakeLong(): boolean {
    return this.#mayTakeLong;
  }

  /**
   * Code of the author's that writes SQL is not asked twice: of such a migration only the state is
   * replayed. Behind an operation that may fail, the state is not known before it has run.
   *
   * @throws what {@link planMigration} throws.
   */
  static of(request: LineRequest): PlannedLine {
    const { seen, target, dialect, historyTable, start } = request;
    const { history, entries } = seen;
    const tables = toolTablesOf(historyTable);
    let before = start?.schema ?? appliedSchema({ graph: seen.graph, history, dialect });
    const planned = new PlannedLine(request, before);
    planned.#mayTakeLong = entries.size > 0;
    for (const migration of seen.forwardPlan(target)) {
      const ignored = ignoredIn(entries.get(migration.name) ?? []);
      const { operations } = migration;
      if (operations.some(({ kind }) => kind === "custom")) {
        before = stateAfter(migration, before, ignored);
        planned.#mayTakeLong = true;
      } else {
        const rowsTable = tableKey(tables.rows);
        const about = { migration, before, ignored, dialect, rowsTable };
        const plan = planMigration({ ...about, direction: "up" });
        before = plan.after;
        const isOfAnyPlace = holdsAnywhere(plan, tables);
        if (mayTakeLong(plan, dialect)) planned.#mayTakeLong = true;
        else if (isOfAnyPlace) planned.#noteShort(plan);
        if (ignored.length === 0 && isOfAnyPlace) planned.#keep(plan);
      }
      if (operations.some(({ ignoreErrors }) => ignoreErrors)) {
        planned.#mayTakeLong = true;
        break;
      }
    }
    return planned;
  }

  /** Was it planned for this very schema? */
  isFrom(before: Schema): boolean {
    return this.#start === before;
  }

  /**
   * How many statements the migration has, at least one, where none of them may take long, may fail without an error, was
   * written by hand or needs a table of the tool's, and all of them are in one transaction; undefined for any other.
   */
  shortStatements(migration: Migration): number | undefined {
    return this.#short.get(migration);
  }

  /** The schema that it begins with; undefined when that history has not come to it. */
  beginsAt(history: History): Schema | undefined {
    const known = this.#history;
    if (history === known) return this.#start;
    if (history.size !== known.size) return undefined;
    for (const [name, { ignored }] of history) {
      const row = known.get(name);
      if (row === undefined || JSON.stringify(row.ignored) !== JSON.stringify(ignored)) {
        return undefined;
      }
    }
    return this.#start;
  }

  /** The plan of a migration, once, if it was made for this very schema. */
  take(migration: Migration, before: Schema): MigrationPlan | undefined {
    const plan = this.#plans.get(migration);
    this.#plans.delete(migration);
    return plan?.before === before ? plan : undefined;
  }

  #noteShort(plan: MigrationPlan): void {
    const { migration, atomic } = plan;
    if (!atomic || migration.operations.some((one) => one.handwritten || one.ignoreErrors)) return;
    // One without statements still has its row in the history.
    this.#short.set(migration, Math.max(1, stepsOf(plan).length));
  }

  #keep(plan: MigrationPlan): void {
    if (this.#plans.size < KEPT) this.#plans.set(plan.migration, plan);
  }
}

/** Does it say nothing of the place of the tool's own tables, which only a session knows? */
function holdsAnywhere(plan: MigrationPlan, { rows }: ToolTableShapes): boolean {
  return stepsOf(plan).every(({ step }) => step.kind === "sql" && !step.sql.includes(rows.name));
}

function mayTakeLong(plan: MigrationPlan, dialect: Dialect): boolean {
  const statements = statementsOf(plan);
  return statements.length < stepsOf(plan).length || dialect.session.mayTakeLong(statements);
}
