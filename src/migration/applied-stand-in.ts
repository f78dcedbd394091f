import type { Migration, MigrationSource } from "./migration.js";

/** Of an applied migration what the graph needs. */
export interface AppliedMigration {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly replaces: readonly string[];
}

/**
 * Stands in a graph for an applied migration that was not evaluated. It has no operations to give:
 * whoever asks for them has mistaken it for one that is to run.
 */
export function appliedStandIn(applied: AppliedMigration, source: MigrationSource): Migration {
  const { name, dependencies, replaces } = applied;
  return Object.freeze({
    name,
    dependencies,
    replaces,
    transaction: true,
    source,
    get operations(): never {
      throw new TypeError(`migration "${name}" was not evaluated`);
    },
  });
}
