import { MigrationError } from "../errors.js";
import { Callable, type HostObject, hostObject } from "../interp/guest-reference.js";
import { InterpError } from "../interp/interp-error.js";
import type { ConsoleLine } from "../interp/load-result.js";
import type { State } from "../operation/author-state.js";
import type { Context } from "../operation/custom-operation.js";
import type { DataOperationInput } from "../operation/data-operations.js";
import { scriptLog } from "../operation/run-script.js";
import { isPlainRecord } from "../text/record.js";

/** How functions of the guest are called: the interpreter they came from. */
export interface GuestCalls {
  call(callable: Callable, args: readonly unknown[]): Promise<unknown>;
  callSync(callable: Callable, args: readonly unknown[]): unknown;
  /** What the guest logged since the last time. */
  takeConsole(): readonly ConsoleLine[];
}

/** What of a database a script of the guest reaches; the same names as natively. */
interface ScriptDatabase {
  query(sql: string, parameters?: readonly unknown[]): Promise<unknown>;
  execute(sql: string, parameters?: readonly unknown[]): Promise<unknown>;
  progress(done: number, total: number): void;
  [scriptLog]?(level: string, text: string): void;
}

/**
 * The data of a registration with functions in place of the guest's, so that it looks exactly as
 * if the file had run natively. The functions work as long as the interpreter lives.
 */
export function withFunctions(data: unknown, guest: GuestCalls): unknown {
  if (!isPlainRecord(data) || !Array.isArray(data.operations)) return withoutCallables(data);
  const { operations, ...rest } = data;
  const bound = operations.map((operation) => operationWithFunctions(operation, guest));
  return { ...asRecord(withoutCallables(rest)), operations: bound };
}

function operationWithFunctions(data: unknown, guest: GuestCalls): unknown {
  if (!isPlainRecord(data)) return withoutCallables(data);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      value instanceof Callable
        ? functionOf(String(data.type), key, { callable: value, guest })
        : withoutCallables(value),
    ]),
  );
}

interface Bound {
  readonly callable: Callable;
  readonly guest: GuestCalls;
}

function functionOf(type: string, key: string, { callable, guest }: Bound): unknown {
  if (type === "run_script") return scriptOf({ callable, guest });
  const call = (...args: unknown[]) => withNativeErrors(() => guest.callSync(callable, args));
  if (key === "mutate") return (state: State) => call(stateFor(state));
  if (type !== "custom") return strayFunction;
  if (key === "up" || key === "down") {
    return (context: Context) => call(contextFor(context), context.database);
  }
  return () => call();
}

/** What the script logs is handed on whenever there is a chance, and does not wait for its end. */
function scriptOf({ callable, guest }: Bound): unknown {
  return async (db: ScriptDatabase) => {
    const flush = (): void => {
      for (const { level, text } of guest.takeConsole()) db[scriptLog]?.(level, text);
    };
    try {
      return await guest.call(callable, [databaseFor(db, flush)]);
    } finally {
      flush();
    }
  };
}

/**
 * Throws what would be thrown natively: the author's own error, or an error of ours that passed
 * through the author's code. What the sandbox knows of the place is its cause.
 */
function withNativeErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof InterpError)) throw error;
    const { cause: ours, guest } = error;
    if (error.code === "INTERP_HOST_ERROR" && ours instanceof MigrationError) {
      ours.cause ??= placeOf(error, ours.message);
      throw ours;
    }
    if (error.code !== "INTERP_GUEST_ERROR" || guest === undefined) throw error;
    const thrown = new Error(guest.message, { cause: error });
    throw Object.assign(thrown, { name: guest.name });
  }
}

/** The place without the error beneath it, which would make a circle. */
function placeOf(error: InterpError, message: string): InterpError {
  const { code, hint, file, line, column, frame, guest } = error;
  const position = file === undefined ? undefined : { file, line, column };
  return new InterpError({ code, message, hint, position, frame, guest });
}

function databaseFor(db: ScriptDatabase, flush: () => void): HostObject {
  return hostObject({
    query: async (sql: unknown, parameters?: unknown) => {
      flush();
      return db.query(text(sql), list(parameters));
    },
    execute: async (sql: unknown, parameters?: unknown) => {
      flush();
      return db.execute(text(sql), list(parameters));
    },
    progress: (done: unknown, total: unknown) => {
      flush();
      db.progress(Number(done), Number(total));
    },
  });
}

function stateFor(state: State): HostObject {
  return hostObject({
    table: (name: unknown) => state.table(text(name)),
    // The data comes from the guest; the state parses it.
    apply: (operation: unknown) => state.apply(asOperation(operation)),
  });
}

function contextFor(context: Context): HostObject {
  return hostObject({
    quote: (name: unknown) => context.quote(text(name)),
    literal: (value: unknown) => context.literal(value as Parameters<Context["literal"]>[0]),
    table: (name: unknown) => context.table(text(name)),
    sql: (operation: unknown) => context.sql(asOperation(operation)),
  });
}

/** `apply` and `sql` validate what they are given; the type only says what natives may pass. */
function asOperation(operation: unknown): DataOperationInput {
  return operation as DataOperationInput;
}

/** A function where data should stand: the validation finds it and names its path. */
function strayFunction(): undefined {
  return undefined;
}

/** Nearly all data has none and is taken as it is. */
function withoutCallables(data: unknown): unknown {
  if (!hasCallables(data)) return data;
  if (data instanceof Callable) return strayFunction;
  if (Array.isArray(data)) return data.map(withoutCallables);
  if (!isPlainRecord(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, withoutCallables(value)]),
  );
}

/** Whether a function of the guest stands anywhere in the data of a registration. */
export function hasCallables(data: unknown): boolean {
  if (Array.isArray(data)) return data.some(hasCallables);
  return (
    data instanceof Callable || (isPlainRecord(data) && Object.values(data).some(hasCallables))
  );
}

/** The functions of the guest in the order in which they stand in the data. */
export function callablesOf(data: unknown): readonly Callable[] {
  if (data instanceof Callable) return [data];
  if (Array.isArray(data)) return data.flatMap(callablesOf);
  return isPlainRecord(data) ? Object.values(data).flatMap(callablesOf) : [];
}

/** Whether all functions of a registration are those of scripts. */
export function isScriptsOnly(data: unknown): boolean {
  const operations = isPlainRecord(data) ? data.operations : undefined;
  if (!Array.isArray(operations)) return true;
  return operations.every(
    (one) => !hasCallables(one) || (isPlainRecord(one) && one.type === "run_script"),
  );
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isPlainRecord(value) ? value : {};
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("a text is expected");
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TypeError("the parameters must be a list");
  return value;
}
