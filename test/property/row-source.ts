import type { Dialect } from "../../src/dialect/dialect.js";
import type { Connection, SqlValue } from "../../src/driver/driver.js";
import { counts } from "../../src/schema/counter.js";
import type { Field } from "../../src/schema/field.js";
import { type Schema, tableKey } from "../../src/schema/schema.js";
import type { ForeignKey, Table } from "../../src/schema/table.js";

/**
 * Fills tables with valid rows: every value is distinct where its type allows, no field is NULL
 * unless it refers to a table that has no row yet.
 */
export class RowSource {
  readonly #dialect: Dialect;
  readonly #connection: Connection;
  #count = 0;

  constructor(dialect: Dialect, connection: Connection) {
    this.#dialect = dialect;
    this.#connection = connection;
  }

  /** One more row in each table, referenced tables first. */
  async addRows(schema: Schema): Promise<void> {
    for (const table of referencedFirst(schema)) await this.#addRow(table, schema);
  }

  /** Table key -> number of rows. */
  async countRows(schema: Schema): Promise<ReadonlyMap<string, number>> {
    const numbers = new Map<string, number>();
    for (const [key, table] of schema.tables) {
      const rows = await this.#connection.query(
        `SELECT COUNT(*) AS n FROM ${this.#dialect.quote(table.name)}`,
      );
      numbers.set(key, Number(rows[0]?.n));
    }
    return numbers;
  }

  async #addRow(table: Table, schema: Schema): Promise<void> {
    this.#count += 1;
    const values = new Map<string, SqlValue>();
    for (const field of table.fields) {
      if (field.generated !== undefined || counts(field)) continue;
      const key = table.foreignKeys.find((candidate) => candidate.fields.includes(field.name));
      // References are called r1, r2 ...; one whose key was dropped must stay valid for its return.
      const free = key === undefined && /^r\d/.test(field.name);
      const value =
        key === undefined ? sampleValue(field, this.#count) : await this.#target(key, schema);
      values.set(field.name, free ? null : value);
    }
    // Nothing but a counter: each database has words of its own for such a row.
    if (values.size === 0) return;
    await this.#insert(table, values);
  }

  async #insert(table: Table, values: ReadonlyMap<string, SqlValue>): Promise<void> {
    const names = [...values.keys()].map((name) => this.#dialect.quote(name)).join(", ");
    const marks = Array.from(values, (_, index) => this.#dialect.placeholder(index + 1)).join(", ");
    await this.#connection.execute(
      `INSERT INTO ${this.#dialect.quote(table.name)} (${names}) VALUES (${marks})`,
      [...values.values()],
    );
  }

  async #target(key: ForeignKey, schema: Schema): Promise<SqlValue> {
    const target = schema.tables.get(key.table);
    const field = key.targetFields[0] ?? target?.primaryKey?.fields[0];
    if (target === undefined || field === undefined) return null;
    const column = this.#dialect.quote(field);
    const rows = await this.#connection.query(
      `SELECT MAX(${column}) AS id FROM ${this.#dialect.quote(target.name)}`,
    );
    const id = rows[0]?.id;
    return typeof id === "number" || typeof id === "bigint" || typeof id === "string" ? id : null;
  }
}

function referencedFirst(schema: Schema): readonly Table[] {
  const sorted: Table[] = [];
  const seen = new Set<string>();
  const visit = (table: Table): void => {
    const key = tableKey(table);
    if (seen.has(key)) return;
    seen.add(key);
    for (const reference of table.foreignKeys) {
      const target = schema.tables.get(reference.table);
      if (target !== undefined) visit(target);
    }
    sorted.push(table);
  };
  for (const table of schema.tables.values()) visit(table);
  return sorted;
}

/** A value of the field's type that no earlier count gave, where the type has that many. */
function sampleValue(field: Field, count: number): SqlValue {
  switch (field.type) {
    case "integer":
    case "bigint":
    case "smallint":
      return count;
    case "decimal":
      return `${count}.125`;
    case "double":
      return count + 0.5;
    case "enum":
      return field.values?.[0] ?? null;
    case "boolean":
      return count % 2 === 0;
    case "timestamp":
      return `2024-01-01 00:${String(Math.floor(count / 60) % 60).padStart(2, "0")}:${String(count % 60).padStart(2, "0")}`;
    case "date":
      return `2024-01-${String((count % 28) + 1).padStart(2, "0")}`;
    case "uuid":
      return `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`;
    case "json":
      return JSON.stringify({ count });
    case "bytes":
      return new Uint8Array([0, 255, count % 256]);
    default:
      return `text ${count} it's "quoted" \\ ünï`;
  }
}
