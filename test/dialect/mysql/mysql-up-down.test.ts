import { expect } from "chai";
import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";
import type { Statement } from "../../../src/dialect/statement.js";
import type { Connection } from "../../../src/driver/driver.js";
import { operationTypes, parseOperation } from "../../../src/operation/index.js";
import type { Operation, OperationData } from "../../../src/operation/operation.js";
import { diffSchemas } from "../../../src/schema/diff-schemas.js";
import { emptySchema, type Schema } from "../../../src/schema/schema.js";
import type { FreshDatabase } from "../../driver/fresh-database.js";
import { freshMysqlDatabase } from "../../driver/mysql-database.js";
import { samples } from "../../operation/samples.js";
import { dependentSamples } from "./mysql-dependent-samples.js";
import { mysqlSamples } from "./mysql-samples.js";

const dialect = new MysqlDialect();
const samplesOfMysql = [...mysqlSamples, ...dependentSamples];

// An operation is right when the database, read back, is what its state half says: after `up`, and
// after `down` what it was before. Every probe must tell the truth before and after its statement.
describe("operations on MySQL", () => {
  let database: FreshDatabase;
  let connection: Connection;

  beforeEach(async () => {
    database = await freshMysqlDatabase();
    connection = await database.connect();
    await dialect.session.prepare(connection);
    await connection.execute(
      "CREATE TABLE book (migration VARCHAR(100), operation INT, row_key LONGTEXT)",
    );
  });

  afterEach(async () => {
    await database.drop();
  });

  async function run(statements: readonly Statement[]): Promise<void> {
    for (const statement of statements) {
      const { probe, sql } = statement;
      if (probe === undefined) expect(sql, "only rows may go without a probe").to.match(ROWS);
      else if (!probe.startsWith("SELECT 0")) expect(await ask(probe), sql).to.equal(0);
      await dialect.session.run(connection, statement);
      if (probe === undefined || probe.startsWith("SELECT 0")) continue;
      expect(await ask(probe), sql).to.equal(1);
    }
    // What says that it may run again must do so.
    for (const statement of statements.slice(-1)) {
      if (statement.probe?.startsWith("SELECT 0")) await dialect.session.run(connection, statement);
    }
  }

  async function ask(probe: string): Promise<number> {
    const [row] = await connection.query(probe);
    return Number(row?.done);
  }

  function contextOf(operation: Operation, before: Schema) {
    const after = operation.mutate(before);
    const editor = dialect.createSchemaEditor({ horizon: after, rowsTable: "book" });
    return { editor, before, after, origin: { migration: "0001", operation: 0 } };
  }

  async function differences(schema: Schema): Promise<readonly string[]> {
    const live = await dialect.session.createIntrospector(connection).read({ ignore: ["book"] });
    const wanted = await dialect.session.expected(connection, schema);
    return diffSchemas(
      { ...wanted, defaults: {}, typeMappings: {} },
      { ...live, defaults: {}, typeMappings: {} },
    );
  }

  async function rowCounts(schema: Schema): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for (const name of schema.tables.keys()) {
      const [row] = await connection.query(`SELECT COUNT(*) AS n FROM ${dialect.quote(name)}`);
      counts[name] = Number(row?.n);
    }
    return counts;
  }

  async function prepareState(given: readonly OperationData[], rows: readonly string[]) {
    let state = emptySchema;
    for (const [n, one] of given.entries()) {
      const operation = parseOperation(one, `given[${n}]`);
      const context = contextOf(operation, state);
      await run(sqlOf(operation.up(context)));
      state = context.after;
    }
    for (const sql of rows) await connection.execute(sql);
    return state;
  }

  const refused = new Map([
    ["create_table", [3]],
    ["add_index", [1]],
  ]);

  for (const { kind } of operationTypes) {
    for (const [at, { given, operation: data }] of (samples[kind] ?? []).entries()) {
      if (data.schemaOnly || refused.get(kind)?.includes(at + 1)) continue;
      it(`${kind} (${at + 1}) makes what its state says, and takes it back`, async () => {
        const state = await prepareState(given, []);
        const operation = parseOperation(data, "$");
        const context = contextOf(operation, state);
        await run(sqlOf(operation.up(context)));
        expect(await differences(context.after)).to.deep.equal([]);
        await run(sqlOf(operation.down(context)));
        expect(await differences(state)).to.deep.equal([]);
      });
    }
  }

  for (const { title, given, rows, operation: data, check, oneWay } of samplesOfMysql) {
    it(`${title}, with rows that stay`, async () => {
      const state = await prepareState(given, rows);
      const counts = await rowCounts(state);
      const operation = parseOperation(data, "$");
      const context = contextOf(operation, state);
      await run(sqlOf(operation.up(context)));
      expect(await differences(context.after)).to.deep.equal([]);
      if (check !== undefined) {
        expect(await connection.query(check.sql)).to.deep.equal(check.rows);
      }
      if (oneWay === true) return;
      await run(sqlOf(operation.down(context)));
      expect(await differences(state)).to.deep.equal([]);
      expect(await rowCounts(state)).to.deep.equal(counts);
    });
  }
});

const ROWS = /^(?:insert|update|delete|select)\b/i;

function sqlOf(steps: readonly { kind: string }[] | undefined): readonly Statement[] {
  return (steps ?? []).filter((step): step is Statement => step.kind === "sql");
}
