import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { chain, createTable, errorOf, noop, runSql } from "../runner/project.js";

/** Takes the children's rows away when a row of `a` is updated. */
const HOSTILE: Readonly<Record<string, readonly string[]>> = {
  sqlite: ["CREATE TRIGGER hostile AFTER UPDATE ON a BEGIN DELETE FROM child; END"],
  mysql: ["CREATE TRIGGER hostile AFTER UPDATE ON a FOR EACH ROW DELETE FROM child"],
  postgresql: [
    "CREATE FUNCTION hostile() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM child; RETURN NULL; END'",
    "CREATE TRIGGER hostile AFTER UPDATE ON a FOR EACH ROW EXECUTE FUNCTION hostile()",
  ],
};

describeEachDatabase("rows that a migration loses without saying so", ({ name, create }) => {
  let test: TestDatabase;
  let db: Connection;
  let runner: Runner;

  beforeEach(async () => {
    test = await create();
    db = await test.connect();
  });

  afterEach(async () => {
    await runner.close();
    await test.drop();
  });

  const base = {
    name: "0001_a",
    operations: [
      createTable("a", "x"),
      {
        type: "create_table",
        name: "child",
        fields: [
          { name: "id", type: "integer", primaryKey: true },
          { name: "a_id", type: "foreign_key", foreignKey: { table: "a", onDelete: "CASCADE" } },
        ],
      },
      runSql(
        "INSERT INTO a VALUES (1, 'one'), (2, 'two'); INSERT INTO child VALUES (1, 1), (2, 2)",
        noop,
      ),
    ],
  };
  const slug = {
    type: "add_field",
    table: "a",
    field: { name: "slug", type: "varchar", length: 20, nullable: false },
    backfill: "lower(x)",
  };

  /** SQLite makes the table anew, which fires no trigger, and counts by itself. */
  async function failure(transaction: boolean): Promise<void> {
    const migrations = chain(base, { name: "0002_slug", transaction, operations: [slug] });
    const database = await openDatabase(test.url);
    runner = new Runner({ migrations, dialect: database.dialect, database });
    await runner.up({ to: "0001_a" });
    for (const sql of HOSTILE[name] ?? []) await db.execute(sql);
    if (name === "sqlite") {
      await runner.up();
      return;
    }
    const error = await errorOf(runner.up());
    expect(error.code).to.equal("RUNNER_ROWS_LOST");
    expect(error.message).to.match(/lost 2 (of 2 )?rows of table "child"/);
  }

  const children = () => db.query("SELECT id FROM child ORDER BY id");

  it("come back, and the error says which they were", async () => {
    await failure(true);
    expect(await children()).to.deep.equal([{ id: 1 }, { id: 2 }]);
  });

  it("come back where every statement stands alone, too", async () => {
    await failure(false);
    expect(await children()).to.deep.equal([{ id: 1 }, { id: 2 }]);
    await db.execute(name === "postgresql" ? "DROP TRIGGER hostile ON a" : "DROP TRIGGER hostile");
    await runner.up();
    expect(await db.query("SELECT slug FROM a ORDER BY id")).to.deep.equal([
      { slug: "one" },
      { slug: "two" },
    ]);
  });

  it("are not those that somebody else deletes meanwhile", async () => {
    const migrations = chain(base, { name: "0002_slug", operations: [slug] });
    const database = await openDatabase(test.url);
    let deleted: Promise<unknown> | undefined;
    runner = new Runner({
      migrations,
      dialect: database.dialect,
      database,
      onEvent: (event) => {
        // SQLite has one writer; there no other session deletes anything meanwhile.
        const filling = event.kind === "statement-start" && event.sql?.startsWith("UPDATE");
        if (filling && name !== "sqlite") deleted = db.execute("DELETE FROM child");
      },
    });
    await runner.up();
    await deleted;
    expect(await db.query("SELECT slug FROM a ORDER BY id")).to.have.length(2);
    expect(await children()).to.have.length(name === "sqlite" ? 2 : 0);
  });
});
