import { MigrationError } from "../errors.js";
import { type OperationInput, plainOperation } from "../operation/author-operation.js";

/** What an author gives to `register`. */
export interface MigrationData {
  /** The base name of the file, `0001_initial`. */
  readonly name: string;
  /** Names of the migrations that must be applied before. */
  readonly dependencies?: readonly string[] | undefined;
  readonly operations: readonly OperationInput[];
  /** Names of the migrations that this one stands for. */
  readonly replaces?: readonly string[] | undefined;
  /** false: each statement stands alone, as `CREATE INDEX CONCURRENTLY` needs it. */
  readonly transaction?: boolean | undefined;
}

/**
 * The key on `globalThis` of the function that gets migrations while a loader runs files natively:
 * the same for every copy of this package.
 */
export const sinkKey: symbol = Symbol.for("makemigrations.sink");

/**
 * Registers a migration with the loader that runs this file.
 *
 * @example
 * m.register({
 *   name: "0001_initial",
 *   dependencies: [],
 *   operations: [new m.CreateTable({ name: "posts", fields: [{ name: "id", type: "serial" }] })],
 * });
 * @throws MigrationError when no loader runs it: the file was run by itself.
 */
export function register(migration: MigrationData): void {
  const sink: unknown = Reflect.get(globalThis, sinkKey);
  if (typeof sink !== "function") {
    throw new MigrationError({
      code: "MIGRATION_NO_LOADER",
      message: `migration "${migration.name}" was run by itself, so there is nothing to register it with`,
      hint: "Run the folder: from the command line, or with `node migrations/main.ts` without a sandbox.",
    });
  }
  const { operations } = migration;
  const plain = Array.isArray(operations) ? operations.map(plainOperation) : operations;
  sink({ ...migration, operations: plain });
}
