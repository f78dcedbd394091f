import { type MigrationErrorInit, PlacedError } from "../errors.js";
import type { Migration, MigrationSource } from "./migration.js";

export interface GraphErrorInit extends MigrationErrorInit {
  readonly migrations: readonly string[];
  /** Where the first of them was written, when the graph knows it. */
  readonly source?: MigrationSource | undefined;
  /** What in it the error is about: `$.dependencies[0]`. */
  readonly path?: string | undefined;
}

/** The migrations do not fit together, or a target among them cannot be found. */
export class GraphError extends PlacedError {
  /** The migrations that it is about. */
  readonly migrations: readonly string[];

  constructor({ source, migrations, ...init }: GraphErrorInit) {
    super({ ...init, file: source?.file, line: source?.line, column: source?.column });
    this.migrations = migrations;
  }
}

/**
 * The same error with its place: in the file of the first migration that it is about, where that
 * names the second one.
 */
export function placedGraphError(error: unknown, all: ReadonlyMap<string, Migration>): unknown {
  if (!(error instanceof GraphError) || error.file !== undefined) return error;
  const [first = "", named = first] = error.migrations;
  const migration = all.get(first);
  if (migration === undefined) return error;
  const { code, message, hint, migrations, cause } = error;
  const path = pathTo(migration, named);
  return new GraphError({ code, message, hint, migrations, cause, source: migration.source, path });
}

function pathTo(migration: Migration, named: string): string {
  for (const key of ["dependencies", "replaces"] as const) {
    const at = migration[key].indexOf(named);
    if (at >= 0) return `$.${key}[${at}]`;
  }
  return "$.name";
}
