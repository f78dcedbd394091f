import type { Dialect } from "../dialect/dialect.js";
import type { Graph } from "../migration/graph.js";
import type { Migration } from "../migration/migration.js";
import { planMigration, stateAfter } from "../plan/plan-migration.js";
import { appliedSchema } from "./applied-state.js";
import type { History } from "./history.js";
import { ignoredIn, type JournalEntries } from "./journal.js";

export interface LineCheck {
  readonly graph: Graph;
  readonly history: History;
  readonly entries: JournalEntries;
  readonly dialect: Dialect;
  readonly rowsTable: string;
}

/**
 * Plans everything that is going to be applied, and keeps nothing of it, so that what cannot work
 * is refused before the first migration runs. Code of the author's that writes SQL is not asked
 * twice: of such a migration only the state is replayed. Behind an operation that may fail, the
 * state is not known before it has run.
 *
 * @throws what {@link planMigration} throws.
 */
export function assertLineFits(line: readonly Migration[], about: LineCheck): void {
  const { graph, history, entries, dialect, rowsTable } = about;
  let before = appliedSchema({ graph, history, dialect });
  for (const migration of line) {
    const ignored = ignoredIn(entries.get(migration.name) ?? []);
    const { operations } = migration;
    before = operations.some(({ kind }) => kind === "custom")
      ? stateAfter(migration, before, ignored)
      : planMigration({ migration, before, ignored, dialect, rowsTable, direction: "up" }).after;
    if (operations.some(({ ignoreErrors }) => ignoreErrors)) return;
  }
}
