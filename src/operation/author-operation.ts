import type { Mutate, State } from "./author-state.js";
import type { Context, SqlResult } from "./custom-operation.js";
import type { DataOperationInput } from "./data-operations.js";
import type { OperationData } from "./operation.js";
import type { InputOf } from "./plain-operation.js";
import type { RunScriptData } from "./run-script.js";
import type { RunSQLData } from "./run-sql.js";

/** Marks the class across copies of this package: a migration and a helper may have two. */
const brand = Symbol.for("makemigrations.operation");

/**
 * The base of operations of your own. `describe` and `up` are required; without `down` the
 * operation cannot be undone; `mutate` says what it does to the schema.
 *
 * @example
 * class Vacuum extends m.Operation {
 *   override describe() { return "Vacuum"; }
 *   override up(context: m.Context) { return `VACUUM ${context.quote("posts")}`; }
 *   override down() { return []; }
 * }
 */
export abstract class Operation {
  /** The table it touches, if it is one. */
  declare readonly table?: string;
  /** Does it lose data that `down` cannot bring back? */
  declare readonly destructive?: boolean;

  /** One line for people. */
  abstract describe(): string;
  /** The SQL that does it; nothing is executed here. */
  abstract up(context: Context): SqlResult;
  /** The SQL that undoes it. */
  down?(context: Context): SqlResult;
  /** What it does to the schema. */
  mutate?(state: State): ReturnType<Mutate>;

  get [brand](): true {
    return true;
  }
}

interface HandwrittenOperations {
  readonly run_sql: RunSQLData;
  readonly run_script: RunScriptData;
}

/** An operation of a migration: `new CreateTable({...})`, its plain form, or one of your own. */
export type OperationInput = DataOperationInput | InputOf<HandwrittenOperations> | Operation;

/** The plain form of what an author put into `operations`; anything else comes back as it is. */
export function plainOperation(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return input;
  return brand in input ? customData(input as Operation) : { ...input };
}

function customData(operation: Operation): OperationData {
  const { down, mutate, table, destructive } = operation;
  return {
    type: "custom",
    className: operation.constructor.name || "Operation",
    describe: () => operation.describe(),
    up: (context: Context) => operation.up(context),
    ...(down !== undefined && { down: (context: Context) => down.call(operation, context) }),
    ...(mutate !== undefined && { mutate: (state: State) => mutate.call(operation, state) }),
    ...(table !== undefined && { table }),
    ...(destructive !== undefined && { destructive }),
  };
}
