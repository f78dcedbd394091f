import { expect } from "chai";
import { PostgresqlDialect } from "../../../src/dialect/postgresql/dialect.js";
import type { Statement } from "../../../src/dialect/statement.js";
import type { Connection, Row, SqlValue } from "../../../src/driver/driver.js";
import { parseOperation } from "../../../src/operation/index.js";
import type { Operation, OperationData } from "../../../src/operation/operation.js";
import { diffSchemas } from "../../../src/schema/diff-schemas.js";
import { emptySchema, type Schema } from "../../../src/schema/schema.js";
import { withoutUnchosenNames } from "../../../src/schema/unchosen-names.js";
import type { FreshDatabase } from "../../driver/fresh-database.js";
import { freshDatabase } from "../../driver/postgresql-database.js";

const ROWS_TABLE = "mm_rows";
const ROWS = `CREATE TABLE ${ROWS_TABLE} (migration varchar(255), operation integer, row_key text)`;

export interface Step {
  readonly operation: Operation;
  readonly before: Schema;
  readonly after: Schema;
  /** The state at the end of the operations that it came with. */
  readonly horizon: Schema;
  readonly number: number;
}

/** A database of its own, the state that belongs to it, and how to get from one to the next. */
export class PostgresqlWorkbench {
  readonly dialect = new PostgresqlDialect();
  readonly database: FreshDatabase;
  readonly db: Connection;
  state: Schema = emptySchema;
  /** Do statements stand alone, as in a migration with `transaction: false`? */
  transaction = true;
  readonly #steps: Step[] = [];

  private constructor(database: FreshDatabase, db: Connection) {
    this.database = database;
    this.db = db;
  }

  static async open(): Promise<PostgresqlWorkbench> {
    const database = await freshDatabase();
    const db = await database.connect();
    const bench = new PostgresqlWorkbench(database, db);
    await bench.dialect.session.prepare(db);
    await db.execute(ROWS);
    return bench;
  }

  async close(): Promise<void> {
    await this.database.drop();
  }

  query(sql: string, parameters?: readonly SqlValue[]): Promise<readonly Row[]> {
    return this.db.query(sql, parameters);
  }

  async execute(sql: string, parameters?: readonly SqlValue[]): Promise<void> {
    await this.db.execute(sql, parameters);
  }

  /** Applies the operations as one plan and compares the database with the state after each. */
  async up(...operations: readonly OperationData[]): Promise<readonly Statement[]> {
    const all: Statement[] = [];
    const pairs: Omit<Step, "horizon" | "number">[] = [];
    let horizon = this.state;
    for (const data of operations) {
      const operation = parseOperation(data, "$");
      const after = operation.mutate(horizon);
      pairs.push({ operation, before: horizon, after });
      horizon = after;
    }
    for (const pair of pairs) {
      const step: Step = { ...pair, horizon, number: this.#steps.length };
      const statements = sqlOf(step.operation.up(this.#context(step)));
      await this.#run(statements);
      all.push(...statements);
      this.#steps.push(step);
      this.state = step.after;
      await this.compare(`after ${step.operation.describe()}`, horizon);
    }
    return all;
  }

  /** A table `t` whose field `v` is of this kind, and one row with this value (SQL). */
  async withField(
    field: Readonly<Record<string, unknown>>,
    value: string,
    table: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const fields = [
      { name: "id", type: "serial", primaryKey: true },
      { name: "v", ...field },
    ];
    await this.up({ type: "create_table", name: "t", fields, ...table });
    await this.execute(`INSERT INTO t (v) VALUES (${value})`);
  }

  /** Alters the field `v` of the table `t`. */
  alter(
    from: Readonly<Record<string, unknown>>,
    to: Readonly<Record<string, unknown>>,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<readonly Statement[]> {
    return this.up({
      type: "alter_field",
      table: "t",
      oldField: { name: "v", ...from },
      newField: { name: "v", ...to },
      ...more,
    });
  }

  /** The field `v` in the first row of the table `t`. */
  async value(): Promise<unknown> {
    return (await this.query("SELECT v FROM t ORDER BY id"))[0]?.v;
  }

  /** What one operation would run now. */
  plan(data: OperationData): readonly Statement[] {
    const operation = parseOperation(data, "$");
    const after = operation.mutate(this.state);
    const step = { operation, before: this.state, after, horizon: after, number: 0 };
    return sqlOf(operation.up(this.#context(step)));
  }

  /** Everything is gone, as in a new database. */
  async reset(): Promise<void> {
    this.state = emptySchema;
    this.transaction = true;
    this.#steps.length = 0;
    await this.db.execute("DISCARD ALL");
    await this.dialect.session.prepare(this.db);
    const schemas = await this.db.query(
      "SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
    );
    for (const { name } of schemas) await this.db.execute(`DROP SCHEMA ${name} CASCADE`);
    await this.db.execute("CREATE SCHEMA public");
    await this.db.execute(ROWS);
  }

  /** Takes what is in the database already as the state, without running anything. */
  async adopt(data: OperationData): Promise<void> {
    this.state = parseOperation(data, "$").mutate(this.state);
    await this.compare("after adopting");
  }

  /** Takes back the last operations, newest first, comparing after each. */
  async down(count: number): Promise<readonly Statement[]> {
    const all: Statement[] = [];
    for (let taken = 0; taken < count; taken += 1) {
      const step = this.#steps.pop();
      if (step === undefined) throw new Error("there is nothing to take back");
      const statements = sqlOf(step.operation.down(this.#context(step)) ?? []);
      await this.#run(statements);
      all.push(...statements);
      this.state = step.before;
      await this.compare(`after taking back ${step.operation.describe()}`, step.horizon);
    }
    return all;
  }

  /** The database read back is the state, and the state is what a dry look says. */
  async compare(when: string, horizon = this.state): Promise<void> {
    const read = await this.dialect.session
      .createIntrospector(this.db)
      .read({ ignore: [ROWS_TABLE] });
    const wanted = await this.dialect.session.expected(this.db, this.state, { horizon });
    const live = withoutUnchosenNames(read, wanted);
    expect(diffSchemas(wanted, live), when).to.deep.equal([]);
    expect([...live.tables.values()], when).to.deep.equal([...wanted.tables.values()]);
  }

  #context(step: Step) {
    const editor = this.dialect.createSchemaEditor({
      horizon: step.horizon,
      rowsTable: ROWS_TABLE,
      transaction: this.transaction,
    });
    return { ...step, editor, origin: { migration: "0001_test", operation: step.number } };
  }

  async #run(statements: readonly Statement[]): Promise<void> {
    if (!this.transaction) {
      for (const statement of statements) {
        await this.dialect.session.run(this.db, statement);
        if (statement.probe !== undefined) await this.#ask(statement);
      }
      return;
    }
    await this.dialect.session.atomic(this.db, {
      statements,
      work: async () => {
        for (const statement of statements) {
          await this.dialect.session.run(this.db, statement);
          if (statement.probe !== undefined) await this.#ask(statement);
        }
      },
    });
  }

  /** A statement that has just run says so when it is asked. */
  async #ask(statement: Statement): Promise<void> {
    const rows = await this.db.query(statement.probe ?? "");
    expect(rows, `probe of ${statement.sql}`).to.deep.equal([{ done: 1 }]);
  }
}

function sqlOf(steps: ReturnType<Operation["up"]>): readonly Statement[] {
  return steps.filter((step) => step.kind === "sql");
}
