// Guest source, a part of makemigrations: what is not generated. It does what
// src/operation/author-operation.ts and src/migration/register.ts do natively, and wraps what the
// host hands out so that operations can be passed back as instances.
import { register as post } from "host";

interface HostState {
  table(name: string): unknown;
  apply(operation: unknown): void;
}

interface HostContext {
  quote(name: string): string;
  literal(value: unknown): string;
  table(name: string): unknown;
  sql(operation: unknown): unknown;
}

type Method = (...args: unknown[]) => unknown;

/** The host calls code of the author only when every file has been loaded. */
let loading = true;

/** The base of operations of one's own. */
export class Operation {
  describe?(): string;
  up?(context: unknown): unknown;
  down?(context: unknown): unknown;
  mutate?(state: unknown): unknown;
  declare readonly table?: string;
  declare readonly destructive?: boolean;
}

/** What `new CreateTable({...})` makes: the plain form of the operation. */
export class PlainOperation {
  constructor(type: string, data: unknown) {
    copyProperties(this, data);
    define(this, "type", type);
  }
}

/** In a row of `UpsertData`: the SQL of an entry of the defaults instead of a value. */
export function ref(name: string): { readonly $ref: string } {
  return Object.freeze({ $ref: name });
}

/** In a row of `UpsertData`: binary data, written as base64. */
export function bytes(base64: string): { readonly $bytes: string } {
  return Object.freeze({ $bytes: base64 });
}

/** In a row of `UpsertData`: a text that the database reads by itself, whatever the type of the field. */
export function verbatim(text: string): { readonly $verbatim: string } {
  return Object.freeze({ $verbatim: text });
}

/** As `backwardSQL` of `RunSQL`: there is nothing to undo. */
export const noop = Object.freeze({ $noop: true });

/** Registers a migration with the loader of this file. */
export function register(migration: unknown): void {
  if (!loading) throw new Error("register() works only while the migrations are loaded");
  if (typeof migration !== "object" || migration === null) {
    post(migration);
    return;
  }
  const copy = copyProperties({}, migration);
  const { operations } = migration as { operations?: unknown };
  if (Array.isArray(operations)) define(copy, "operations", Array.from(operations, plain));
  post(copy);
}

function plain(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return input;
  if (input instanceof Operation) return customData(input);
  const copy = copyProperties({}, input);
  const { type, mutate } = copy;
  if (type === "run_script") {
    for (const name of ["up", "down"]) wrapScript(copy, name);
  }
  if (typeof mutate === "function") {
    define(copy, "mutate", (state: HostState) => plainResult(mutate(authorState(state))));
  } else if (Array.isArray(mutate)) {
    define(copy, "mutate", Array.from(mutate, plain));
  }
  return copy;
}

/** What a script returns is not used, so it need not be something that can cross. */
function wrapScript(copy: Record<string, unknown>, name: string): void {
  const script = Object.getOwnPropertyDescriptor(copy, name)?.value;
  if (typeof script !== "function") return;
  define(copy, name, async (db: unknown) => {
    loading = false;
    await script(db);
  });
}

function customData(operation: Operation): Record<string, unknown> {
  const { down, mutate, table, destructive } = operation;
  const call = (method: unknown, arg?: unknown) =>
    Reflect.apply(method as Method, operation, [arg]);
  const data: Record<string, unknown> = {
    type: "custom",
    className: operation.constructor.name || "Operation",
    describe: () => {
      loading = false;
      return call(operation.describe);
    },
    up: (context: HostContext, database: string) =>
      plainResult(call(operation.up, authorContext(context, database))),
  };
  if (down !== undefined) {
    data.down = (context: HostContext, database: string) =>
      plainResult(call(down, authorContext(context, database)));
  }
  if (mutate !== undefined)
    data.mutate = (state: HostState) => plainResult(call(mutate, authorState(state)));
  if (table !== undefined) data.table = table;
  if (destructive !== undefined) data.destructive = destructive;
  return data;
}

/** A promise cannot cross; what stands for it makes the host's own error about it. */
function plainResult(result: unknown): unknown {
  // biome-ignore lint/suspicious/noThenProperty: the host recognises a promise by it.
  return result instanceof Promise ? { then: true } : result;
}

function authorState(state: HostState): HostState {
  loading = false;
  return Object.freeze({
    table: (name: string) => state.table(name),
    apply: (operation: unknown) => state.apply(plain(operation)),
  });
}

function authorContext(
  context: HostContext,
  database: string,
): HostContext & { readonly database: string } {
  loading = false;
  return Object.freeze({
    database,
    quote: (name: string) => context.quote(String(name)),
    literal: (value: unknown) => context.literal(value),
    table: (name: string) => context.table(name),
    sql: (operation: unknown) => context.sql(plain(operation)),
  });
}

/** Accessors stay accessors, so that the membrane refuses them with their path. */
function copyProperties<T extends object>(target: T, from: unknown): T & Record<string, unknown> {
  if (typeof from === "object" && from !== null) {
    for (const key of Reflect.ownKeys(from)) {
      const property = Object.getOwnPropertyDescriptor(from, key);
      if (property?.enumerable !== true) continue;
      property.configurable = true;
      if ("value" in property) property.writable = true;
      Object.defineProperty(target, key, property);
    }
  }
  return target as T & Record<string, unknown>;
}

function define(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, {
    enumerable: true,
    writable: true,
    configurable: true,
    value,
  });
}
