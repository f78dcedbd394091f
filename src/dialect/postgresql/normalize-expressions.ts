import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { Field } from "../../schema/field.js";
import type { Schema } from "../../schema/schema.js";
import type { Index, Table } from "../../schema/table.js";
import type { SchemaEditor } from "../dialect.js";
import { runStatement } from "../run-statement.js";
import { PostgresqlIntrospector } from "./postgresql-introspector.js";

const SAVEPOINT = "mm_normalize";

/**
 * A canonical schema with its expressions as this server spells them: PostgreSQL keeps the parsed
 * form, `status IN ('a', 'b')` comes back as `(status)::text = ANY (ARRAY[...])`. Every table is
 * made once as a temporary one and read back, inside a transaction (or savepoint) that is rolled
 * back. A table that cannot be made, because a function or type of it does not exist (yet), keeps
 * its text.
 */
export async function normalizeExpressions(
  connection: Connection,
  schema: Schema,
  editor: SchemaEditor,
): Promise<Schema> {
  const own = await openScratch(connection);
  try {
    const tables = new Map<string, Table>();
    for (const [key, table] of schema.tables) {
      tables.set(key, hasExpressions(table) ? await spelled(connection, table, editor) : table);
    }
    return { ...schema, tables };
  } finally {
    if (own) await connection.rollback();
    else await connection.execute(`RELEASE SAVEPOINT ${SAVEPOINT}`);
  }
}

/** Inside the caller's transaction when there is one; true when it had to be our own. */
async function openScratch(connection: Connection): Promise<boolean> {
  try {
    await connection.execute(`SAVEPOINT ${SAVEPOINT}`);
    return false;
  } catch (error) {
    if (!(error instanceof DriverError && error.serverCode === "25P01")) throw error;
    await connection.begin();
    await connection.execute(`SAVEPOINT ${SAVEPOINT}`);
    return true;
  }
}

function hasExpressions(table: Table): boolean {
  const { fields, checks, exclusions, indexes } = table;
  return (
    checks.length + exclusions.length > 0 ||
    fields.some((field) => field.generated ?? field.native ?? !isSpelled(field)) ||
    indexes.some((index) => index.where ?? index.parts.some((part) => part.expression))
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

function isSpelled({ type, default: given }: Field): boolean {
  if (given?.kind !== "sql") return given === undefined;
  return PLAIN_DEFAULTS.some(([types, sql]) => types.test(type) && sql.test(given.sql));
}

async function spelled(connection: Connection, table: Table, editor: SchemaEditor): Promise<Table> {
  const copy = temporaryCopy(table);
  const after: Schema = { tables: new Map([[table.name, copy]]), defaults: {}, typeMappings: {} };
  const before: Schema = { ...after, tables: new Map() };
  try {
    for (const statement of editor.createTable({ before, after, table: copy })) {
      await runStatement(connection, statement);
    }
    const made = await new PostgresqlIntrospector(connection, "temporary").read({ ignore: [] });
    const found = made.tables.get(table.name);
    return found === undefined ? table : withExpressionsOf(table, found);
  } catch (error) {
    if (error instanceof DriverError && !error.connectionLost) return table;
    throw error;
  } finally {
    await connection.execute(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`);
  }
}

/** Nothing that reaches outside the temporary schema: no foreign keys, no triggers. */
function temporaryCopy(table: Table): Table {
  return {
    ...table,
    namespace: "pg_temp",
    foreignKeys: [],
    fields: table.fields.map((field) => ({ ...field, autoUpdate: false })),
    indexes: table.indexes.map((index) => ({ ...index, concurrently: false })),
  };
}

function withExpressionsOf(table: Table, found: Table): Table {
  return {
    ...table,
    fields: table.fields.map((field) => fieldOf(field, found)),
    indexes: table.indexes.map((index) => indexOf(index, found)),
    checks: table.checks.map((check) => named(found.checks, check.name) ?? check),
    exclusions: table.exclusions.map((each) => named(found.exclusions, each.name) ?? each),
  };
}

function fieldOf(field: Field, found: Table): Field {
  const made = named(found.fields, field.name);
  if (made === undefined) return field;
  const type = field.native === undefined ? {} : { type: made.type, native: made.native };
  return { ...field, ...type, default: made.default, generated: made.generated };
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
