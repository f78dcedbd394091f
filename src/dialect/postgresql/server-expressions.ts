import type { Connection } from "../../driver/driver.js";
import type { Field } from "../../schema/field.js";
import { emptySchema, type Schema } from "../../schema/schema.js";
import type { Index, Table } from "../../schema/table.js";
import { uncounted } from "../../schema/uncounted.js";
import type { SchemaEditor } from "../dialect.js";
import { enumAsNative } from "../made-as-objects.js";
import { runStatement } from "../run-statement.js";
import { isSpelledAlike } from "../spelled-alike.js";
import type { Statement } from "../statement.js";
import { PostgresqlIntrospector } from "./introspector.js";
import { OwnCode } from "./own-code.js";
import { inScratch, tryPart } from "./scratch.js";
import { UNBOUNDED } from "./type-reader.js";

/** Tables that exist at a time: each holds locks, and a server has room for some thousands. */
const AT_ONCE = 200;

/** Of a table, index or type. */
const DUPLICATE = ["42P07", "42710"];

interface ServerExpressionsRequest {
  readonly connection: Connection;
  /** The expected one. */
  readonly schema: Schema;
  readonly editor: SchemaEditor;
  readonly live: Schema | undefined;
  readonly asText: (key: string, why: string) => void;
}

type Entry = readonly [key: string, table: Table];

/**
 * An expected schema with its expressions as this server spells them: PostgreSQL keeps the parsed
 * form, `status IN ('a', 'b')` comes back as `(status)::text = ANY (ARRAY[...])`. Tables with
 * expressions are made as temporary ones and read back, inside a transaction (or savepoint) that is
 * rolled back. A table that cannot be made, because a function or type of it does not exist (yet),
 * keeps its text. One whose expressions the server has just shown in these words is not made.
 */
export async function withServerExpressions({
  connection,
  schema,
  editor,
  live,
  asText,
}: ServerExpressionsRequest): Promise<Schema> {
  const tables = new Map(schema.tables);
  let waiting: Entry[] = [...tables].filter(
    ([, table]) => hasExpressions(table) && !isSpelledAlike(table, live),
  );
  if (waiting.length === 0) return schema;
  await inScratch(connection, async (scratch) => {
    const { refused } = scratch;
    if (refused !== undefined) for (const [key] of waiting.splice(0)) asText(key, refused);
    const own = await OwnCode.read(connection);
    waiting = waiting.filter(([key, table]) => {
      const why = own.reached(copyOf(table, editor).map(({ sql }) => sql));
      if (why !== undefined) asText(key, why);
      return why === undefined;
    });
    while (waiting.length > 0) {
      // Names that are free in two namespaces may collide in the temporary one: those take turns.
      const entries = waiting.slice(0, AT_ONCE);
      const round = await makeCopies(connection, entries, editor);
      const found = await new PostgresqlIntrospector(connection, "temporary").read({ ignore: [] });
      for (const [key, table] of round.made) {
        const made = found.tables.get(table.name);
        if (made !== undefined) tables.set(key, withExpressionsOf(table, made, schema));
      }
      await scratch.forget();
      for (const { key, why } of round.failed) asText(key, why);
      const again = round.made.length === 0 ? [] : round.collided;
      waiting = [...waiting.slice(AT_ONCE), ...again];
    }
  });
  return { ...schema, tables };
}

function hasExpressions(table: Table): boolean {
  const { fields, checks, exclusions, indexes } = table;
  return (
    checks.length + exclusions.length > 0 ||
    fields.some((field) => field.generated ?? (hasForeignType(field) || !isSpelled(field))) ||
    indexes.some(isExpressive)
  );
}

/** Defaults that the server gives back as they are, whatever it adds to them in the catalogue. */
const PLAIN_DEFAULTS: readonly (readonly [types: RegExp, sql: RegExp])[] = [
  [/^(?:smallint|integer|bigint)$/, /^-?(?:0|[1-9]\d*)$/],
  [/^decimal$/, /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/],
  [/^(?:text|varchar|char|enum)$/, /^'(?:[^']|'')*'$/],
  [/^boolean$/, /^(?:true|false)$/],
  [/^timestamp(?:tz)?$/, /^CURRENT_TIMESTAMP$/],
  [/^date$/, /^CURRENT_DATE$/],
  [/^uuid$/, /^gen_random_uuid\(\)$/],
];

/** A type that only the server can spell. */
function hasForeignType({ native }: Field): boolean {
  return native !== undefined && native !== UNBOUNDED;
}

function isSpelled({ type: own, native, default: given }: Field): boolean {
  if (given?.kind !== "sql") return given === undefined;
  const type = native === UNBOUNDED ? "varchar" : own;
  return PLAIN_DEFAULTS.some(([types, sql]) => types.test(type) && sql.test(given.sql));
}

/** What became of some tables. */
interface Round {
  readonly made: readonly Entry[];
  readonly collided: readonly Entry[];
  readonly failed: readonly { readonly key: string; readonly why: string }[];
}

/**
 * Makes the temporary tables, all that can be. They travel together, so that the server is not waited for
 * table by table; where one of them cannot be made, each half is tried again, until that one stands alone.
 */
async function makeCopies(
  connection: Connection,
  entries: readonly Entry[],
  editor: SchemaEditor,
): Promise<Round> {
  const failure = await tryPart(connection, () => makeTogether(connection, entries, editor));
  if (failure === undefined) return { made: entries, collided: [], failed: [] };
  if (entries.length === 1) {
    if (DUPLICATE.includes(failure.serverCode ?? "")) {
      return { made: [], collided: entries, failed: [] };
    }
    const why = failure.message;
    return { made: [], collided: [], failed: entries.map(([key]) => ({ key, why })) };
  }
  const middle = Math.ceil(entries.length / 2);
  const first = await makeCopies(connection, entries.slice(0, middle), editor);
  const second = await makeCopies(connection, entries.slice(middle), editor);
  return {
    made: [...first.made, ...second.made],
    collided: [...first.collided, ...second.collided],
    failed: [...first.failed, ...second.failed],
  };
}

/** @throws what the first statement that failed threw, when all have been answered. */
async function makeTogether(
  connection: Connection,
  entries: readonly Entry[],
  editor: SchemaEditor,
): Promise<void> {
  const statements = entries.flatMap(([, table]) => copyOf(table, editor));
  const answers = await Promise.allSettled(
    statements.map((statement) => runStatement(connection, statement)),
  );
  for (const answer of answers) if (answer.status === "rejected") throw answer.reason;
}

function copyOf(table: Table, editor: SchemaEditor): readonly Statement[] {
  const copy = temporaryCopy(table);
  const after: Schema = { ...emptySchema, tables: new Map([[table.name, copy]]) };
  return editor.createTable({ before: emptySchema, after, table: copy });
}

/**
 * What expressions need and nothing else: no keys, no plain indexes, no counters, nothing that
 * reaches outside the temporary schema.
 */
function temporaryCopy(table: Table): Table {
  return {
    ...table,
    namespace: "pg_temp",
    fields: table.fields.map((field) => ({
      ...uncounted(field),
      default: isSpelled(field) ? undefined : field.default,
      autoUpdate: false,
      comment: undefined,
    })),
    primaryKey: undefined,
    foreignKeys: [],
    uniques: [],
    indexes: table.indexes
      .filter(isExpressive)
      .map((index) => ({ ...index, unique: false, include: [], nullsNotDistinct: false })),
    comment: undefined,
    options: {},
  };
}

function isExpressive(index: Index): boolean {
  return (
    index.where !== undefined || index.parts.some(({ expression }) => expression !== undefined)
  );
}

function withExpressionsOf(table: Table, found: Table, schema: Schema): Table {
  return {
    ...table,
    fields: table.fields.map((field) => fieldOf(field, found, schema)),
    indexes: table.indexes.map((index) => indexOf(index, found)),
    checks: table.checks.map((check) => named(found.checks, check.name) ?? check),
    exclusions: table.exclusions.map((each) => named(found.exclusions, each.name) ?? each),
  };
}

function fieldOf(field: Field, found: Table, schema: Schema): Field {
  const made = named(found.fields, field.name);
  if (made === undefined) return field;
  const type = hasForeignType(field) ? typeOf(made, schema) : {};
  const given = isSpelled(field) ? field.default : made.default;
  return { ...field, ...type, default: given, generated: made.generated };
}

/** An enum type is the model's where that knows it; another one is an object of the migrations. */
function typeOf({ type, native, enum: name, values }: Field, { enums }: Schema): Partial<Field> {
  if (name === undefined) return { type, native };
  return enums.has(name)
    ? { type, native, enum: name, values }
    : enumAsNative(name, type === "enum[]");
}

function indexOf(index: Index, found: Table): Index {
  const made = named(found.indexes, index.name);
  if (made === undefined) return index;
  const parts = index.parts.map((part, at) => ({
    ...part,
    expression: made.parts[at]?.expression ?? part.expression,
  }));
  return { ...index, parts, where: made.where };
}

function named<Item extends { readonly name: string }>(
  items: readonly Item[],
  name: string,
): Item | undefined {
  return items.find((item) => item.name === name);
}
