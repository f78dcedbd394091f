import type { Migration, MigrationSource } from "./migration.js";

/** Of an applied migration what the graph needs. */
export type AppliedMigration = Pick<Migration, "name" | "dependencies" | "replaces">;

/**
 * Stands in a graph for an applied migration that was not evaluated. It has no operations to give:
 * a caller that asks for them has mistaken it for one that is to run.
 */
export class AppliedStandIn implements Migration {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly replaces: readonly string[];
  readonly transaction = true;
  readonly source: MigrationSource;

  constructor({ name, dependencies, replaces }: AppliedMigration, source: MigrationSource) {
    this.name = name;
    this.dependencies = dependencies;
    this.replaces = replaces;
    this.source = source;
    Object.freeze(this);
  }

  get operations(): never {
    throw new TypeError(`migration "${this.name}" was not evaluated`);
  }
}
