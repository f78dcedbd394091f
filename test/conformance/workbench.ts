import { expect } from "chai";
import type { SchemaEditor } from "../../src/dialect/dialect.js";
import type { Statement } from "../../src/dialect/statement.js";
import type { Connection, SqlValue } from "../../src/driver/driver.js";
import { emptySchema, type Schema, schemaOf, tableKey } from "../../src/schema/schema.js";
import type { Table } from "../../src/schema/table.js";
import { TableMap } from "../../src/schema/table-map.js";
import type { TestDatabase, TestServer } from "../databases.js";
import { authors, books, library } from "./bench-tables.js";

/** A fresh database with the means to change it and to look at it. */
export class Workbench {
  readonly database: TestDatabase;
  readonly connection: Connection;

  private constructor(database: TestDatabase, connection: Connection) {
    this.database = database;
    this.connection = connection;
  }

  static async open(server: TestServer): Promise<Workbench> {
    const database = await server.create();
    return new Workbench(database, await database.connect());
  }

  close(): Promise<void> {
    return this.database.drop();
  }

  editor(horizon: Schema): SchemaEditor {
    return this.database.dialect.createSchemaEditor({ horizon, rowsTable: "book" });
  }

  /** As the runner does it: in one transaction where the database can. */
  async run(statements: readonly Statement[]): Promise<void> {
    const { dialect } = this.database;
    const work = async (): Promise<void> => {
      for (const statement of statements) await dialect.session.run(this.connection, statement);
    };
    if (dialect.features.transactionalDdl) {
      await dialect.session.atomic(this.connection, { statements, work });
    } else await work();
  }

  async create(tables: readonly Table[]): Promise<Schema> {
    let before = emptySchema;
    for (const [at, table] of tables.entries()) {
      const after = schemaOf({ tables: tables.slice(0, at + 1) });
      await this.run(this.editor(schemaOf({ tables })).createTable({ before, after, table }));
      before = after;
    }
    return before;
  }

  /** Two writers, three books, the third a sequel; a fourth book was there and is gone. */
  async createLibrary(): Promise<void> {
    await this.create([authors, books]);
    await this.insert("authors", { name: "Ada", mail: "ada@example.com", age: 36 });
    await this.insert("authors", { name: "Bob", mail: "bob@example.com", age: 40 });
    await this.insert("books", { author_id: 1, title: "One", price: "9.50" });
    await this.insert("books", { author_id: 1, title: "Two", price: "10.25" });
    await this.insert("books", { author_id: 2, title: "Three", price: "0.10", sequel_of: 1 });
    await this.expectState(library);
    await this.expectLibraryRows();
  }

  async expectLibraryRows(): Promise<void> {
    expect(await this.count("authors")).to.equal(2);
    expect(await this.count("books")).to.equal(3);
  }

  async insert(table: string, values: Readonly<Record<string, SqlValue>>): Promise<void> {
    const { dialect } = this.database;
    const columns = Object.keys(values).map((name) => dialect.quote(name));
    const marks = columns.map((_, at) => dialect.placeholder(at + 1));
    await this.connection.execute(
      `INSERT INTO ${dialect.quote(table)} (${columns.join(", ")}) VALUES (${marks.join(", ")})`,
      Object.values(values),
    );
  }

  async count(table: string): Promise<number> {
    const [row] = await this.rows(
      `SELECT count(*) AS n FROM ${this.database.dialect.quote(table)}`,
    );
    return Number(row?.n);
  }

  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return this.connection.query(sql);
  }

  /** The database read back is the schema, in this database's canonical form. */
  async expectState(schema: Schema): Promise<void> {
    const [found, wanted] = await this.#states(schema);
    expect(tablesOf(found)).to.deep.equal(tablesOf(wanted));
  }

  /** The same, but a column that was dropped may have come back behind the others. */
  async expectStateInAnyOrder(schema: Schema): Promise<void> {
    const [found, wanted] = (await this.#states(schema)).map(sortFields);
    expect(found).to.deep.equal(wanted);
  }

  async #states(schema: Schema): Promise<[found: Schema, wanted: Schema]> {
    const { dialect } = this.database;
    const wanted = await dialect.session.expected(this.connection, schema);
    const found = await dialect.session
      .createIntrospector(this.connection)
      .read({ ignore: ["book"] });
    return [withUsualKeyNames(found, wanted), wanted];
  }
}

/** A key that has its usual name keeps it when its table is renamed: then any name is the usual one. */
function withUsualKeyNames(found: Schema, wanted: Schema): Schema {
  const tables = [...found.tables.values()].map((table) => {
    const named = wanted.tables.get(tableKey(table))?.primaryKey?.name !== undefined;
    if (named || table.primaryKey === undefined) return table;
    return { ...table, primaryKey: { ...table.primaryKey, name: undefined } };
  });
  return { ...found, tables: TableMap.from(new Map(tables.map((one) => [tableKey(one), one]))) };
}

function sortFields(schema: Schema): readonly Table[] {
  return [...schema.tables.values()].map((table) => ({
    ...table,
    fields: table.fields.toSorted((left, right) => (left.name < right.name ? -1 : 1)),
  }));
}

function tablesOf(schema: Schema): Readonly<Record<string, Table>> {
  return Object.fromEntries([...schema.tables.values()].map((table) => [tableKey(table), table]));
}
