import type { Connection } from "../../driver/driver.js";
import type { Schema } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import type { Introspector } from "../dialect.js";
import { schemaOfTables } from "../expected.js";
import { groupBy } from "../group-by.js";
import type { LiveObjects } from "../live-objects.js";
import { parseCreateTable } from "./create-table-parser.js";
import { type Entry, sqliteObjects } from "./objects.js";
import { type FoundTables, readTable } from "./read-table.js";
import { unsaidOfTable } from "./unsaid-of-tables.js";

/**
 * Reads SQLite's schema. SQLite keeps the text of every CREATE statement, and only the text has all:
 * names of constraints, expressions, collations, AUTOINCREMENT; so the text is what is read.
 */
export class SqliteIntrospector implements Introspector {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async read(options: { readonly ignore: readonly string[] }): Promise<Schema> {
    const found = await this.#tables(await this.#entries(), options.ignore);
    return schemaOfTables([...found.values()].map((table) => readTable(table, found)));
  }

  async objects(schema: Schema, made: readonly SchemaObject[] = []): Promise<LiveObjects> {
    const entries = await this.#entries();
    const objects = sqliteObjects(entries, schema, made);
    const found = await this.#tables(entries, []);
    const described = [...found.values()].filter(({ name }) => schema.tables.has(name));
    return { ...objects, unsaid: [...objects.unsaid, ...described.flatMap(unsaidOfTable)] };
  }

  async #tables(entries: readonly Entry[], ignore: readonly string[]): Promise<FoundTables> {
    const rows = await this.#connection.query(
      "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'",
    );
    const facts = new Map(rows.map((row) => [String(row.name), row]));
    const members = groupBy(entries, ({ table }) => table.toLowerCase());
    const tables = entries.filter(
      ({ type, name }) => type === "table" && facts.has(name) && !ignore.includes(name),
    );
    return new Map(
      tables.map(({ name, sql }) => [
        name.toLowerCase(),
        {
          name,
          sql,
          parsed: parseCreateTable(sql),
          isStrict: facts.get(name)?.strict === 1,
          isWithoutRowid: facts.get(name)?.wr === 1,
          members: members.get(name.toLowerCase()) ?? [],
        },
      ]),
    );
  }

  async #entries(): Promise<readonly Entry[]> {
    const rows = await this.#connection.query(
      `SELECT type, name, tbl_name AS "table", sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
    );
    return rows.map((row) => ({
      type: String(row.type),
      name: String(row.name),
      table: String(row.table),
      sql: String(row.sql),
    }));
  }
}
