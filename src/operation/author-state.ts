import type { Statement } from "../dialect/statement.js";
import { MigrationError } from "../errors.js";
import type { Schema } from "../schema/schema.js";
import { memberOf } from "../text/record.js";
import { type DataOperationInput, dataOperationTypes } from "./data-operations.js";
import type { Operation, OperationData } from "./operation.js";
import { OperationError } from "./operation-error.js";
import { byKind, parseWith } from "./parse-operation.js";
import type { BytesData } from "./row-value.js";
import { type TableData, tableToData } from "./table-data.js";

/** What a statement takes, and `bytes(...)`; dates, bytes and bigint survive both ways. */
export type ScriptValue = Statement["parameters"][number] | BytesData;

/** SQL as an author gives it: a text of one or more statements, or one with parameters. */
export type Sql =
  | string
  | { readonly sql: string; readonly params?: readonly ScriptValue[] | undefined };

/** The schema in the hands of an author: looked at, and changed by operations. */
export interface State {
  /** The table as it is now, as one would write it for `CreateTable`; undefined = there is none. */
  table(name: string): TableData | undefined;
  /** Changes the state as that operation would; no SQL is run. */
  apply(operation: DataOperationInput): void;
}

/**
 * Changes the state. What it returns would be lost, so that nothing else may be returned: neither a
 * value nor a promise.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: `void` alone takes functions that return anything
export type Mutate = (state: State) => void | undefined;

const types = byKind(dataOperationTypes);

/** One operation out of data or of an author's class. @throws OperationError when it is none. */
export function nestedOperation(input: unknown, path: string): Operation {
  return parseWith(types, input, path);
}

/** The table as an author would write it; what they get is a copy. */
export function tableForAuthor(schema: Schema, name: string): TableData | undefined {
  const table = schema.tables.get(name);
  return table === undefined ? undefined : tableToData({ table, relations: [] });
}

/** What an author's code did to a state: the operations it applied, in order. */
export interface RecordedChange {
  readonly after: Schema;
  readonly applied: readonly OperationData[];
}

/**
 * Runs what an author wrote over a state: the schema that came out, and what was applied as data that
 * needs no code any more.
 */
export function recordChange(
  change: (state: State) => unknown,
  before: Schema,
  what: string,
): RecordedChange {
  let after = before;
  const applied: OperationData[] = [];
  const state: State = {
    table: (name) => tableForAuthor(after, name),
    apply: (input) => {
      const operation = nestedOperation(input, "state.apply()");
      after = operation.mutate(after);
      applied.push(operation.toData());
    },
  };
  refusePromise(
    runAuthorCode(what, () => change(state)),
    what,
  );
  return { after, applied };
}

/** The schema after operations that are given as data. */
export function appliedTo(
  before: Schema,
  operations: readonly OperationData[],
  path: string,
): Schema {
  return operations.reduce(
    (schema, data, at) => nestedOperation(data, `${path}[${at}]`).mutate(schema),
    before,
  );
}

/** Plans are made without waiting. @throws OperationError for anything that can be awaited. */
export function refusePromise(result: unknown, what: string): void {
  if (memberOf(result, "then") === undefined) return;
  throw new OperationError({
    code: "OPERATION_ASYNC",
    message: "a promise came back, but a plan is made without waiting",
    hint: "Make the function synchronous; what must wait for the database belongs into RunScript.",
    path: what,
  });
}

/**
 * Runs code that an author wrote into an operation.
 *
 * @throws OperationError OPERATION_CUSTOM_FAILED around what the code throws, the same natively and
 * out of the sandbox; then the sandbox's own error, which knows the place, is the cause. Errors of
 * ours that pass through the code stay what they are.
 */
export function runAuthorCode<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof MigrationError) throw error;
    const sandboxed = error instanceof Error && error.cause instanceof MigrationError;
    throw new OperationError({
      code: "OPERATION_CUSTOM_FAILED",
      message: textOf(error),
      hint: "Correct the file: the error comes from the operation's own code.",
      path,
      cause: sandboxed ? error.cause : error,
    });
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "" ? error.message : `${error.name}: ${error.message}`;
}
