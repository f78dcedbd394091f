import type { MigrationErrorInit } from "../errors.js";
import type { Migration, MigrationSource } from "./migration.js";
import { MigrationFileError } from "./migration-file-error.js";
import { nameProblem, namesApart } from "./migration-name.js";

/**
 * The migrations of one load. Every load makes its own, so loading twice in one process never
 * collides; it does not know the order in which they run, that is the graph's business.
 */
export class Registry implements Iterable<Migration> {
  readonly #migrations = new Map<string, Migration>();
  /** By what every database can tell apart of their names. */
  readonly #apart = new Map<string, Migration>();

  /** @throws MigrationFileError when the name cannot be used or is taken; names both files. */
  add(migration: Migration): void {
    const source = migration.source ?? unwritten;
    const problem = nameProblem(migration.name);
    if (problem !== undefined) throw new MigrationFileError(problem, source);
    const key = namesApart(migration.name);
    const other = this.#apart.get(key);
    if (other !== undefined) throw new MigrationFileError(taken(migration, other), source);
    this.#apart.set(key, migration);
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

function taken({ name }: Migration, other: Migration): MigrationErrorInit {
  const file = other.source?.file ?? unwritten.file;
  const alike = `"${other.name}", registered by "${file}", are one name for some databases`;
  return {
    code: "MIGRATION_DUPLICATE_NAME",
    message:
      name === other.name
        ? `the name "${name}" is registered by "${file}" already`
        : `the names "${name}" and ${alike}`,
    hint: "Rename one of the two; the name of a migration should be the base name of its file.",
  };
}

const unwritten: MigrationSource = { file: "(no file)", checksum: "" };
