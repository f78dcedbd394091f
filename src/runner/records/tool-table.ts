import type { DefaultNamespace, Dialect, LastStatement } from "../../dialect/dialect.js";
import type { Statement } from "../../dialect/statement.js";
import type { Connection, Row, SqlValue } from "../../driver/driver.js";
import { schemaOf, tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";

/**
 * One of the tool's own tables in one kind of database: makes it through the ordinary schema
 * editor, and reads and writes its rows. It decides nothing.
 */
export class ToolTable {
  readonly #dialect: Dialect;
  readonly table: Table;
  /** Quoted and complete: a migration may tell the session to look for names elsewhere. */
  readonly name: string;
  readonly #insertions = new Map<string, string>();
  #exists = false;

  constructor(dialect: Dialect, table: Table, defaultNamespace: DefaultNamespace) {
    this.#dialect = dialect;
    this.table = table;
    this.name = dialect.fullName(table, defaultNamespace);
  }

  get columns(): readonly string[] {
    return this.table.fields.map(({ name }) => name);
  }

  /** The table as the database has it, undefined when it has none. */
  async live(connection: Connection): Promise<Table | undefined> {
    const schema = await this.#dialect.session.createIntrospector(connection).read({ ignore: [] });
    return schema.tables.get(tableKey(this.table));
  }

  /** Makes the table when it is not there; asks the database once. */
  async ensure(connection: Connection): Promise<void> {
    if (this.#exists) return;
    if (!(await this.exists(connection))) await this.run(connection, this.creation());
    this.#exists = true;
  }

  /** Not inside a transaction: some databases give it up when the table is not there. */
  async exists(connection: Connection): Promise<boolean> {
    try {
      await connection.query(`SELECT COUNT(*) FROM ${this.name} WHERE 1 = 0`);
      return true;
    } catch (error) {
      if (await this.isMissing(connection, error)) return false;
      throw error;
    }
  }

  /** Was this error that the table does not exist? */
  async isMissing(connection: Connection, error: unknown): Promise<boolean> {
    if (this.#dialect.session.isMissingObject(error)) return true;
    return (await this.live(connection)) === undefined;
  }

  /** What makes the table. */
  creation(): readonly Statement[] {
    const after = schemaOf({ tables: [this.table] });
    const editor = this.#dialect.createSchemaEditor({ horizon: after, rowsTable: "" });
    return editor.createTable({ before: schemaOf({}), after, table: this.table });
  }

  /** Runs statements about the table, in one transaction where the database can. */
  async run(connection: Connection, statements: readonly Statement[]): Promise<void> {
    const work = async (): Promise<void> => {
      for (const statement of statements) await this.#dialect.session.run(connection, statement);
    };
    if (!this.#dialect.features.transactionalDdl) return await work();
    await this.#dialect.session.atomic(connection, { statements, work });
  }

  async select(
    connection: Connection,
    request: {
      readonly columns: readonly string[];
      readonly order: readonly string[];
      /** Each row tells, as `beside`, how many that one has. */
      readonly beside?: ToolTable | undefined;
      /** A text of that column which begins like this is not sent, and read as NULL. */
      readonly without?: { readonly column: string; readonly prefix: string } | undefined;
      /** One of that column which has more bytes neither. */
      readonly within?: { readonly column: string; readonly bytes: number } | undefined;
    },
  ): Promise<readonly Row[]> {
    const { beside, without, within } = request;
    const count = beside === undefined ? [] : [`(SELECT COUNT(*) FROM ${beside.name}) AS beside`];
    const columns = request.columns.map((name) => {
      if (name === without?.column) return this.#unlike(name, without.prefix);
      return name === within?.column
        ? this.#notAbove(name, within.bytes)
        : this.#dialect.quote(name);
    });
    const list = [...columns, ...count].join(", ");
    const sql = `SELECT ${list} FROM ${this.name} ORDER BY ${this.#list(request.order)}`;
    return await connection.query(sql);
  }

  #unlike(column: string, prefix: string): string {
    const name = this.#dialect.quote(column);
    const begins = `SUBSTRING(${name}, 1, ${prefix.length}) = ${this.#dialect.literal(prefix)}`;
    return `CASE WHEN ${begins} THEN NULL ELSE ${name} END AS ${name}`;
  }

  #notAbove(column: string, bytes: number): string {
    const name = this.#dialect.quote(column);
    return `CASE WHEN OCTET_LENGTH(${name}) <= ${bytes} THEN ${name} END AS ${name}`;
  }

  async insert(connection: Connection, values: Readonly<Record<string, SqlValue>>): Promise<void> {
    const { sql, parameters } = this.insertion(values);
    await this.#write(connection, sql, parameters);
  }

  /** The statement of {@link insert}. */
  insertion(values: Readonly<Record<string, SqlValue>>): LastStatement {
    return { sql: this.#insertion(Object.keys(values)), parameters: Object.values(values) };
  }

  /** Every migration inserts a row with the same columns. */
  #insertion(columns: readonly string[]): string {
    const key = columns.join();
    let sql = this.#insertions.get(key);
    if (sql === undefined) {
      const marks = columns.map((_, index) => this.#dialect.placeholder(index + 1)).join(", ");
      sql = `INSERT INTO ${this.name} (${this.#list(columns)}) VALUES (${marks})`;
      this.#insertions.set(key, sql);
    }
    return sql;
  }

  async update(
    connection: Connection,
    values: Readonly<Record<string, SqlValue>>,
    where: Readonly<Record<string, SqlValue>>,
  ): Promise<void> {
    const names = Object.keys(values);
    const sets = this.#equations(names, 0).join(", ");
    const conditions = this.#equations(Object.keys(where), names.length).join(" AND ");
    const sql = `UPDATE ${this.name} SET ${sets} WHERE ${conditions}`;
    await this.#write(connection, sql, [...Object.values(values), ...Object.values(where)]);
  }

  async delete(connection: Connection, where: Readonly<Record<string, SqlValue>>): Promise<void> {
    const { sql, parameters } = this.deletion(where);
    await this.#write(connection, sql, parameters);
  }

  /** The statement of {@link delete}. */
  deletion(where: Readonly<Record<string, SqlValue>>): LastStatement {
    const conditions = this.#equations(Object.keys(where), 0).join(" AND ");
    return {
      sql: `DELETE FROM ${this.name} WHERE ${conditions}`,
      parameters: Object.values(where),
    };
  }

  async #write(connection: Connection, sql: string, values: readonly SqlValue[]): Promise<void> {
    await connection.execute(sql, values, { own: true });
  }

  #equations(names: readonly string[], from: number): string[] {
    return names.map(
      (name, index) =>
        `${this.#dialect.quote(name)} = ${this.#dialect.placeholder(from + index + 1)}`,
    );
  }

  #list(names: readonly string[]): string {
    return names.map((name) => this.#dialect.quote(name)).join(", ");
  }
}
