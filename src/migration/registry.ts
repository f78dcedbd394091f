import type { Migration, MigrationSource } from "./migration.js";
import { MigrationFileError } from "./migration-file-error.js";
import { nameProblem } from "./migration-name.js";

/**
 * The migrations of one load. Every load makes its own, so loading twice in one process never
 * collides; it does not know the order in which they run, that is the graph's business.
 */
export class Registry implements Iterable<Migration> {
  readonly #migrations = new Map<string, Migration>();

  /** @throws MigrationFileError when the name cannot be used or is taken; names both files. */
  add(migration: Migration): void {
    const source = migration.source ?? unwritten;
    const problem = nameProblem(migration.name);
    if (problem !== undefined) throw new MigrationFileError(problem, source);
    const other = this.#migrations.get(migration.name);
    if (other !== undefined) {
      throw new MigrationFileError(
        {
          code: "MIGRATION_DUPLICATE_NAME",
          message: `the name "${migration.name}" is registered by "${other.source?.file ?? unwritten.file}" already`,
          hint: "Rename one of the two; the name of a migration should be the base name of its file.",
        },
        source,
      );
    }
    this.#migrations.set(migration.name, migration);
  }

  get(name: string): Migration | undefined {
    return this.#migrations.get(name);
  }

  get size(): number {
    return this.#migrations.size;
  }

  /** In the order of registration. */
  [Symbol.iterator](): IterableIterator<Migration> {
    return this.#migrations.values();
  }
}

const unwritten: MigrationSource = { file: "(no file)", checksum: "" };
