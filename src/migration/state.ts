import type { Operation } from "../operation/operation.js";
import { emptySchema, type Schema } from "../schema/schema.js";
import { StateError } from "../schema/state-error.js";
import type { Migration } from "./migration.js";
import { MigrationStateError } from "./migration-state-error.js";

/** Migration name -> 0-based numbers of its operations that failed and were ignored. */
type IgnoredOperations = ReadonlyMap<string, ReadonlySet<number>>;

export interface ReplayOptions {
  /** From the history: they changed nothing in the database, so they change nothing here. */
  readonly ignored?: IgnoredOperations | undefined;
  /** Where to start; the empty schema unless said otherwise. */
  readonly from?: Schema | undefined;
  /** Called before each operation with the schema that it finds; what it throws ends the work. */
  readonly onOperation?: ((before: Schema) => void) | undefined;
}

/** The schemas around one operation. */
export interface OperationState {
  readonly operation: Operation;
  /** 0-based place in the migration. */
  readonly index: number;
  readonly before: Schema;
  readonly after: Schema;
  /** It was ignored, or may be and does not fit the state: no statements, `after` is `before`. */
  readonly skipped: boolean;
}

/**
 * The schema that migrations produce, given in the order in which they run. The cost is that of
 * what changes: a schema shares with the one before it everything else.
 *
 * @throws MigrationStateError naming migration and operation.
 */
export function replay(migrations: Iterable<Migration>, options: ReplayOptions = {}): Schema {
  let schema = options.from ?? emptySchema;
  for (const migration of migrations) {
    schema = states(migration, schema, options).at(-1)?.after ?? schema;
  }
  return schema;
}

/**
 * The pair of schemas around each operation of a migration, in order; what `up` and `down` work
 * with.
 *
 * @throws MigrationStateError naming migration and operation.
 */
export function states(
  migration: Migration,
  before: Schema,
  options: Pick<ReplayOptions, "ignored" | "onOperation"> = {},
): readonly OperationState[] {
  const ignored = options.ignored?.get(migration.name);
  let schema = before;
  return migration.operations.map((operation, index) => {
    const from = schema;
    options.onOperation?.(from);
    const after = ignored?.has(index) ? undefined : step(migration, index, from);
    schema = after ?? from;
    return { operation, index, before: from, after: schema, skipped: after === undefined };
  });
}

/** The schema after the operation; undefined when it does not fit and may be ignored. */
function step(migration: Migration, index: number, before: Schema): Schema | undefined {
  const operation = migration.operations[index];
  try {
    return operation?.mutate(before);
  } catch (error) {
    if (operation?.ignoreErrors && error instanceof StateError) return undefined;
    throw new MigrationStateError(migration, index, error);
  }
}
