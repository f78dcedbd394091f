import { expect } from "chai";
import { hintText } from "../../../src/errors.js";
import { Runner } from "../../../src/runner/runner.js";
import { openDatabase } from "../../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";
import { chain, errorOf, noop, runSql } from "../../runner/project.js";

const id = { name: "id", type: "serial", primaryKey: true };
const reference = { type: "foreign_key", foreignKey: { table: "p", deferrable: true } };
const parent = { type: "create_table", name: "p", fields: [id] };
const child = { type: "create_table", name: "c", fields: [id, { name: "p_id", ...reference }] };

function upsert(table: string, ...rows: readonly object[]): object {
  return { type: "upsert_data", table, conflictKeys: ["id"], rows };
}

describeEachDatabase("tables with deferred keys behind written rows", (server) => {
  if (server.name !== "postgresql") return;
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(async () => {
    await database.drop();
  });

  async function up(...operations: readonly object[]): Promise<unknown> {
    const opened = await openDatabase(database.url);
    const migrations = chain({ name: "0001_a", operations: [parent, child, ...operations] });
    const runner = new Runner({ migrations, dialect: opened.dialect, database: opened });
    try {
      return await runner.up();
    } finally {
      await runner.close();
    }
  }

  it("get an index, a field and a backfilled NOT NULL in the same migration", async () => {
    await up(
      upsert("p", { id: 1 }),
      upsert("c", { id: 1, p_id: 1 }, { id: 2, p_id: null }),
      { type: "add_index", table: "c", index: { fields: ["p_id"] } },
      { type: "add_field", table: "c", field: { name: "x", type: "integer" } },
      {
        type: "alter_field",
        table: "c",
        oldField: { name: "p_id", ...reference },
        newField: { name: "p_id", nullable: false, ...reference },
        backfill: "1",
      },
    );
    const connection = await database.connect();
    const rows = await connection.query("SELECT p_id FROM c ORDER BY id");
    expect(rows.map(({ p_id }) => Number(p_id))).to.deep.equal([1, 1]);
  });

  it("stay deferred for what comes after, and where nothing had to be altered", async () => {
    const late = runSql("INSERT INTO c (id, p_id) VALUES (5, 50)", noop);
    const other = { type: "create_table", name: "other", fields: [id] };
    const index = { type: "add_index", table: "c", index: { fields: ["p_id"] } };
    const again = runSql("INSERT INTO c (id, p_id) VALUES (6, 60)", noop);
    const last = runSql("INSERT INTO p (id) VALUES (60)", noop);
    await up(late, other, runSql("INSERT INTO p (id) VALUES (50)", noop), index, again, last);
    const connection = await database.connect();
    expect(await connection.query("SELECT id FROM c ORDER BY id")).to.have.length(2);
  });

  it("are explained where a script alters them itself", async () => {
    const script = {
      type: "run_script",
      up: async (db: { execute(sql: string): Promise<unknown> }) => {
        await db.execute("INSERT INTO c (p_id) VALUES (NULL)");
        await db.execute("INSERT INTO p (id) VALUES (1)");
        await db.execute("UPDATE c SET p_id = 1");
        await db.execute("ALTER TABLE c ADD COLUMN y INT");
      },
    };
    const error = await errorOf(up(script));
    expect(error.message).to.include("pending trigger events");
    expect(hintText(error.hint)).to.include("SET CONSTRAINTS ALL IMMEDIATE");
    expect(hintText(error.hint)).to.not.include("Another session");
  });
});
