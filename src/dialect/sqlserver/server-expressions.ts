import type { Connection, Row } from "../../driver/driver.js";
import { DriverError, orRefusal } from "../../driver/driver-error.js";
import type { Field } from "../../schema/field.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { Index, Table } from "../../schema/table.js";
import { isSpelledAlike } from "../spelled-alike.js";
import type { StandardDialect } from "../standard-dialect.js";
import type { ExpectedRequest } from "../standard-session.js";
import { withoutBrackets } from "./expression.js";
import { readColumnType } from "./introspector.js";

const SCRATCH = "#mm_expected";
const ID = `OBJECT_ID(N'tempdb..${SCRATCH}')`;

/** The name of an index is its table's own. */
const index = (at: number): string => `[mm_ix_${at}]`;

const COLUMNS = `SELECT c.name AS name, y.name AS type_name, c.max_length AS bytes, c.precision AS digits, c.scale AS scale, c.is_nullable AS nullable,
    d.definition AS default_text, p.definition AS computed_text
  FROM tempdb.sys.columns AS c
  INNER JOIN tempdb.sys.types AS y ON y.user_type_id = c.user_type_id
  LEFT JOIN tempdb.sys.default_constraints AS d ON d.object_id = c.default_object_id
  LEFT JOIN tempdb.sys.computed_columns AS p ON p.object_id = c.object_id AND p.column_id = c.column_id
  WHERE c.object_id = ${ID}`;
const CHECKS = `SELECT k.definition AS definition FROM tempdb.sys.check_constraints AS k WHERE k.parent_object_id = ${ID}`;
const FILTERS = `SELECT i.name AS name, i.filter_definition AS filter_text FROM tempdb.sys.indexes AS i WHERE i.object_id = ${ID} AND i.filter_definition IS NOT NULL`;

/** Texts of the questions, for the parser in the tests. */
export const scratchQueries: readonly string[] = [COLUMNS, CHECKS, FILTERS];

/**
 * An expected schema with its expressions as this server spells them: `price > 0` comes back as
 * `[price]>(0)`, `CAST(a AS INT)` as `CONVERT([int],[a])`. Every table that has expressions is made
 * once as a temporary one and read back. An expression that the server does not take there, because
 * a function or type of it exists only in the database, keeps its text.
 */
export async function withServerExpressions(request: ExpectedRequest): Promise<Schema> {
  const tables = new Map(request.expected.tables);
  const expressive = [...request.source.tables.values()].filter((table) => {
    const expected = tables.get(tableKey(table));
    return (
      expected !== undefined && hasExpressions(table) && !isSpelledAlike(expected, request.live)
    );
  });
  if (expressive.length === 0) return request.expected;
  // An expression that fails must not end a transaction that may be open.
  await request.connection.execute("SET XACT_ABORT OFF");
  try {
    for (const source of expressive) {
      const expected = tables.get(tableKey(source));
      if (expected === undefined) continue;
      tables.set(tableKey(source), await new Scratch(request, source).reported(expected));
    }
  } finally {
    await request.connection.execute("SET XACT_ABORT ON");
  }
  return { ...request.expected, tables };
}

function hasExpressions(table: Table): boolean {
  return (
    table.checks.length > 0 ||
    table.fields.some(
      ({ generated, default: preset, autoCreate, autoUpdate }) =>
        generated ?? preset ?? (autoCreate || autoUpdate),
    ) ||
    table.indexes.some(({ where }) => where !== undefined)
  );
}

/** One temporary table, from its making to its end. */
class Scratch {
  readonly #connection: Connection;
  readonly #dialect: StandardDialect;
  readonly #place: FieldPlace;
  readonly #table: Table;

  constructor({ connection, dialect, source, horizon }: ExpectedRequest, table: Table) {
    this.#connection = connection;
    this.#dialect = dialect;
    this.#table = table;
    this.#place = { table, schema: source, horizon };
  }

  async reported(expected: Table): Promise<Table> {
    const plain = this.#table.fields.filter(({ generated }) => generated === undefined);
    const columns = plain.map((field) => `${this.#column(field)} NULL`);
    if (!(await this.#try(`CREATE TABLE ${SCRATCH} (${columns.join(", ")})`))) return expected;
    try {
      return await this.#read(await this.#withChecks(await this.#withColumns(expected)));
    } finally {
      await this.#connection.execute(`DROP TABLE ${SCRATCH}`);
    }
  }

  #column(field: Field): string {
    const type = this.#dialect.columnTypeAt(field, this.#place);
    return `${this.#dialect.quote(field.name)} ${type}`;
  }

  async #withColumns(expected: Table): Promise<Table> {
    for (const field of this.#table.fields) {
      const name = this.#dialect.quote(field.name);
      if (field.generated !== undefined) {
        const stored = field.generated.stored ? " PERSISTED" : "";
        await this.#try(
          `ALTER TABLE ${SCRATCH} ADD ${name} AS (${field.generated.expression})${stored}`,
        );
        continue;
      }
      const sql = this.#dialect.defaultSql(field, this.#place.schema);
      if (sql !== undefined)
        await this.#try(`ALTER TABLE ${SCRATCH} ADD DEFAULT (${sql}) FOR ${name}`);
    }
    const found = await this.#connection.query(COLUMNS);
    const fields = expected.fields.map((field) => {
      const column = found.find(({ name }) => name === field.name);
      return column === undefined ? field : fieldOf(field, column);
    });
    return { ...expected, fields };
  }

  /** One by one: a temporary table's constraints are told apart by when they are there. */
  async #withChecks(expected: Table): Promise<Table> {
    const checks: Table["checks"][number][] = [];
    for (const { name, expression } of expected.checks) {
      const made = await this.#try(`ALTER TABLE ${SCRATCH} ADD CHECK (${expression})`);
      const [row] = made ? await this.#connection.query(CHECKS) : [];
      checks.push({ name, expression: row === undefined ? expression : spelling(row.definition) });
      if (made) await this.#dropCheck();
    }
    return { ...expected, checks };
  }

  async #dropCheck(): Promise<void> {
    const [row] = await this.#connection.query(
      `SELECT N'ALTER TABLE ${SCRATCH} DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM tempdb.sys.check_constraints AS k WHERE k.parent_object_id = ${ID}`,
    );
    if (row !== undefined) await this.#connection.execute(String(row.statement));
  }

  async #read(expected: Table): Promise<Table> {
    const filtered = expected.indexes.filter(({ where }) => where !== undefined);
    for (const [at, { parts, where = "" }] of filtered.entries()) {
      const column = this.#dialect.quote(parts[0]?.field ?? "");
      await this.#try(`CREATE INDEX ${index(at)} ON ${SCRATCH} (${column}) WHERE ${where}`);
    }
    const found = filtered.length === 0 ? [] : await this.#connection.query(FILTERS);
    const indexes = expected.indexes.map((one): Index => {
      const name = index(filtered.indexOf(one)).slice(1, -1);
      const row = found.find((each) => each.name === name);
      return row === undefined ? one : { ...one, where: spelling(row.filter_text) };
    });
    return { ...expected, indexes };
  }

  async #try(sql: string): Promise<boolean> {
    return !((await orRefusal(this.#connection.execute(sql))) instanceof DriverError);
  }
}

function fieldOf(field: Field, column: Row): Field {
  const { default_text: text, computed_text: expression } = column;
  if (field.generated !== undefined && typeof expression === "string") {
    return {
      ...field,
      ...readColumnType(column),
      nullable: column.nullable === true && field.nullable,
      collation: undefined,
      generated: { ...field.generated, expression: spelling(expression) },
    };
  }
  if (field.default === undefined || typeof text !== "string") return field;
  return { ...field, default: { kind: "sql", sql: spelling(text) } };
}

function spelling(text: unknown): string {
  return withoutBrackets(String(text));
}
