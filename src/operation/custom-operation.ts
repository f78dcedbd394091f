import * as v from "valibot";
import type { Statement, Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import {
  appliedTo,
  nestedOperation,
  recordChange,
  refusePromise,
  runAuthorCode,
  type ScriptValue,
  type Sql,
  type State,
  tableForAuthor,
} from "./author-state.js";
import type { DataOperationInput } from "./data-operations.js";
import { defineBehaviour, defineOperation } from "./define-operation.js";
import type { OperationContext, OperationData } from "./operation.js";
import { OperationError } from "./operation-error.js";
import { rowValue } from "./row-value.js";
import type { TableData } from "./table-data.js";
import { flag, identifier, refuseHalfCharacters } from "./validate.js";

/** What the `up` and `down` of an author's own operation get. Pure: nothing is executed. */
export interface Context {
  /** `postgresql`, `mysql`, `sqlite`, `sqlserver`. */
  readonly database: string;
  /** A name in the quotes of the database. */
  quote(name: string): string;
  /** A value as SQL text, escaped. */
  literal(value: ScriptValue): string;
  /** The table as it is now, as one would write it for `CreateTable`; undefined = there is none. */
  table(name: string): TableData | undefined;
  /** The SQL of an operation; the state that `table` and further calls see moves on with it. */
  sql(operation: DataOperationInput): Sql[];
}

/** What an author's `up` and `down` may return. */
export type SqlResult = Sql | readonly Sql[] | undefined;

/** What an operation of the author's own says itself about what it is. */
interface Authored {
  readonly description: string;
  readonly table?: string | undefined;
  readonly destructive?: boolean | undefined;
  /** undefined = irreversible. */
  readonly down?: unknown;
}

/** An operation of the author's own, as functions. */
export interface CustomParts extends Authored {
  readonly className: string;
  readonly describe: () => unknown;
  readonly up: (context: Context) => unknown;
  readonly down?: ((context: Context) => unknown) | undefined;
  readonly mutate?: ((state: State) => unknown) | undefined;
}

const authored = {
  handwritten: true,
  table: ({ table }: Authored) => table,
  destructive: ({ destructive = false }: Authored) => destructive,
  reversible: ({ down }: Authored) => down !== undefined,
  describe: ({ description }: Authored) => description,
};

const fn = v.function("a function is expected");

/** A class of the author's own: its functions are called with copies and return copies. */
export const customType = defineOperation({
  kind: "custom",
  // Not made with `new`: it is what a class that extends `Operation` becomes.
  className: "Operation",
  entries: {
    className: identifier,
    describe: fn,
    up: fn,
    down: v.optional(fn),
    mutate: v.optional(fn),
    table: v.optional(identifier),
    destructive: v.optional(flag),
  },
  parts: (data, path): CustomParts => {
    const { className, describe } = data;
    const description = runAuthorCode(`${className}.describe()`, () => describe());
    if (typeof description !== "string") {
      throw new OperationError({
        code: "OPERATION_INVALID",
        message: `describe() of ${className} must return a text`,
        hint: "Return one line that says what the operation does.",
        path,
      });
    }
    return { ...data, description };
  },
  data: ({ description: _, destructive, ...data }) => ({
    ...data,
    ...(destructive === true && { destructive }),
  }),
  ...authored,
  nameFragment: ({ className }) =>
    className.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase(),
  mutate: ({ mutate, className }, before) =>
    mutate === undefined ? before : recordChange(mutate, before, `${className}.mutate()`).after,
  up: (parts, context) => stepsOf(parts, "up", context, context.before),
  down: (parts, context) => parts.down && stepsOf(parts, "down", context, context.after),
});

function stepsOf(
  parts: CustomParts,
  which: "up" | "down",
  context: OperationContext,
  from: Schema,
): readonly Step[] {
  const path = `${parts.className}.${which}()`;
  const { author, known } = authorContext(context, from, path);
  const result = runAuthorCode(path, () => parts[which]?.(author));
  refusePromise(result, path);
  return sqlOf(result, path).flatMap(({ sql, params }) => {
    if (params !== undefined) return context.editor.statement(sql, params);
    return known.get(sql) ?? context.editor.raw(sql);
  });
}

/** The author's view, and the statements behind the texts that it handed out. */
function authorContext({ editor, origin }: OperationContext, from: Schema, path: string) {
  const known = new Map<string, Statement>();
  let schema = from;
  const author: Context = {
    database: editor.database,
    quote: (name) => editor.quote(String(name)),
    literal: (value) => editor.literal(sqlValue(value, `${path}: literal()`)),
    table: (name) => tableForAuthor(schema, name),
    sql: (input) => {
      const operation = nestedOperation(input, `${path}: sql()`);
      const before = schema;
      const after = operation.mutate(before);
      schema = after;
      return operation.up({ editor, before, after, origin }).flatMap((step): Sql[] => {
        if (step.kind !== "sql") return [];
        if (step.parameters.length > 0) return [{ sql: step.sql, params: step.parameters }];
        known.set(step.sql, step);
        return [step.sql];
      });
    },
  };
  return { author, known };
}

type Parameter = Statement["parameters"][number];

interface OneSql {
  readonly sql: string;
  readonly params: readonly Parameter[] | undefined;
}

function sqlOf(result: unknown, path: string): OneSql[] {
  refuseHalfCharacters(result, path);
  return sqlIn(result, path);
}

function sqlIn(result: unknown, path: string): OneSql[] {
  if (result === undefined || result === null) return [];
  if (Array.isArray(result)) return result.flatMap((one, at) => sqlIn(one, `${path}[${at}]`));
  if (typeof result === "string")
    return result.trim() === "" ? [] : [{ sql: result, params: undefined }];
  if (typeof result === "object" && "sql" in result && typeof result.sql === "string") {
    const params: unknown = "params" in result ? result.params : undefined;
    if (params === undefined) return [{ sql: result.sql, params: undefined }];
    if (Array.isArray(params)) {
      const values = params.map((value, at) => sqlValue(value, `${path}.params[${at}]`));
      return [{ sql: result.sql, params: values }];
    }
  }
  throw new OperationError({
    code: "OPERATION_BAD_SQL",
    message: "this is not SQL",
    hint: "Return a text, { sql, params }, or a list of these.",
    path,
  });
}

function sqlValue(data: unknown, path: string): Parameter {
  const value = rowValue(data, path);
  switch (typeof value) {
    case "boolean":
    case "string":
    case "bigint":
    case "number":
      return value;
    default:
      if (value === null || value instanceof Date || value instanceof Uint8Array) return value;
  }
  throw new OperationError({
    code: "OPERATION_BAD_VALUE",
    message: "an object cannot be a parameter of a statement",
    hint: "Give a JSON value as text: JSON.stringify(value).",
    path,
  });
}

/** What is left of an author's own operation once its code has run for the last time. */
interface CompiledParts extends Authored {
  /** The operations that its `mutate` applied to the state. */
  readonly mutate: readonly OperationData[];
  readonly up: readonly Statement[];
  readonly down: readonly Statement[] | undefined;
}

/**
 * An author's own operation without its code: statements for one database, and what they do to the
 * schema. Only a plan file holds such operations; a migration cannot write one.
 */
export const compiledOperations = defineBehaviour<CompiledParts>({
  kind: "compiled",
  ...authored,
  nameFragment: () => "compiled",
  mutate: ({ mutate }, before) => appliedTo(before, mutate, "mutate"),
  up: ({ up }) => up,
  down: ({ down }) => down,
});
