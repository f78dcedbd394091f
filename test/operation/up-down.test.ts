import { expect } from "chai";
import type { Dialect } from "../../src/dialect/dialect.js";
import { dialectByName } from "../../src/dialect/index.js";
import type { Statement } from "../../src/dialect/statement.js";
import type { Connection } from "../../src/driver/driver.js";
import { operationTypes, parseOperation } from "../../src/operation/index.js";
import type { Operation } from "../../src/operation/operation.js";
import { diffSchemas } from "../../src/schema/diff-schemas.js";
import { emptySchema, type Schema } from "../../src/schema/schema.js";
import { samples } from "./samples.js";

// An operation is right when the database, read back, is what its state half says: after `up`, and
// after `down` what it was before.
describe("up and down on SQLite", () => {
  let dialect: Dialect;
  let connection: Connection;

  before(async () => {
    dialect = await dialectByName("sqlite").load();
  });

  beforeEach(async () => {
    const options = { url: "sqlite::memory:", connectTimeout: 1000, readOnly: false };
    connection = await dialect.createDriver().connect(options);
    await dialect.session.prepare(connection);
    await connection.execute(BOOK);
  });

  afterEach(async () => {
    await connection.close();
  });

  async function run(statements: readonly Statement[]): Promise<void> {
    const work = async () => {
      for (const statement of statements) await dialect.session.run(connection, statement);
    };
    await dialect.session.atomic(connection, { statements, work });
  }

  function contextOf(operation: Operation, before: Schema) {
    const after = operation.mutate(before);
    const editor = dialect.createSchemaEditor({ horizon: after, rowsTable: "book" });
    return { editor, before, after, origin: { migration: "0001", operation: 0 } };
  }

  async function differences(schema: Schema): Promise<readonly string[]> {
    const live = await dialect.session.createIntrospector(connection).read({ ignore: ["book"] });
    const wanted = dialect.expected(schema);
    return diffSchemas(
      { ...wanted, defaults: {}, typeMappings: {} },
      { ...live, defaults: {}, typeMappings: {} },
    );
  }

  const sql = (steps: readonly { kind: string }[] | undefined) =>
    (steps ?? []).filter((step): step is Statement => step.kind === "sql");

  for (const { kind } of operationTypes) {
    for (const [at, { given, operation: data }] of (samples[kind] ?? []).entries()) {
      if (data.schemaOnly) continue;
      it(`${kind} (${at + 1}) makes what its state says, and takes it back`, async () => {
        let state = emptySchema;
        for (const [n, one] of given.entries()) {
          const operation = parseOperation(one, `given[${n}]`);
          const context = contextOf(operation, state);
          await run(sql(operation.up(context)));
          state = context.after;
        }
        const operation = parseOperation(data, "$");
        const context = contextOf(operation, state);
        await run(sql(operation.up(context)));
        expect(await differences(context.after)).to.deep.equal([]);
        await run(sql(operation.down(context)));
        expect(await differences(state)).to.deep.equal([]);
      });
    }
  }
});

/** Where `UpsertData` keeps which rows it made; the runner makes it in real life. */
const BOOK =
  "CREATE TABLE book (migration VARCHAR(255) NOT NULL, operation INTEGER NOT NULL, row_key TEXT NOT NULL)";
