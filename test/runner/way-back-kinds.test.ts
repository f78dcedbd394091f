import { expect } from "chai";
import type { ScriptDatabase } from "../../src/dialect/statement.js";
import { hintText } from "../../src/errors.js";
import type { Migration } from "../../src/migration/migration.js";
import type { Runner } from "../../src/runner/runner.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { addField, chain, createTable, errorOf, runSql, withRunner } from "./project.js";

const BOOKS = ["makemigrations_history", "makemigrations_journal", "makemigrations_rows"];
const never = runSql("INSERT INTO nowhere VALUES (1)");
const stamp = { name: "touched", type: "timestamp", autoUpdate: true };
const counter = { name: "n", type: "integer", nullable: false, default: 0 };

const script = {
  type: "run_script",
  up: async (db: ScriptDatabase) => {
    for (const id of [7, 8]) await db.execute("INSERT INTO a (id, x) VALUES (?, ?)", [id, "s"]);
  },
  down: async (db: ScriptDatabase) => {
    await db.execute("DELETE FROM a WHERE x = ?", ["s"]);
  },
};
const brokenScript = {
  ...script,
  up: async (db: ScriptDatabase) => {
    await script.up(db);
    await db.execute("INSERT INTO nowhere (id) VALUES (?)", [1]);
  },
};

const upsert = (...rows: readonly object[]) => ({
  type: "upsert_data",
  table: "c",
  conflictKeys: ["id"],
  rows,
});

/** Operations that stop half-way, the last one at the latest. */
const HALVES: Readonly<Record<string, readonly object[]>> = {
  "a script that ran": [script, never],
  "a script that failed at its last statement": [script, brokenScript],
  "a table whose rows a trigger stamps": [
    { type: "add_field", table: "a", field: stamp },
    { type: "alter_field", table: "a", oldField: stamp, newField: { ...stamp, nullable: false } },
    { type: "rename_table", oldName: "a", newName: "aa" },
    { type: "drop_field", table: "aa", field: "touched" },
    never,
  ],
  "upserted rows, one of which was there": [upsert({ id: 1, n: 5 }, { id: 2, n: 6 }), never],
  "upserted rows of which the last ones are refused": [
    upsert({ id: 2, n: 6 }, { id: 3, n: 6 }, { id: 4, n: -1, y: "z" }),
  ],
  "keys and indexes": [
    { type: "add_field", table: "c", field: { name: "a_id", type: "integer" } },
    {
      type: "add_foreign_key",
      table: "c",
      constraint: { name: "fk_c_a", fields: ["a_id"], table: "a" },
    },
    { type: "add_index", table: "c", index: { name: "ix_c", fields: ["a_id"] } },
    { type: "rename_field", table: "c", oldName: "a_id", newName: "b_id" },
    { type: "drop_index", table: "c", index: "ix_c" },
    never,
  ],
  "constraints and a primary key": [
    { type: "add_check", table: "c", constraint: { name: "ck_c_id", expression: "id > 0" } },
    { type: "drop_check", table: "c", constraint: "ck_c_n" },
    { type: "add_unique", table: "c", constraint: { fields: ["n", "y"] } },
    { type: "alter_primary_key", table: "c", constraint: { fields: ["n", "id"] } },
    { type: "drop_unique", table: "c", constraint: "uq_c_n_y" },
    never,
  ],
  "a field that got another type and a default": [
    addField("c", "z"),
    {
      type: "alter_field",
      table: "c",
      oldField: counter,
      newField: { name: "n", type: "bigint", nullable: false, default: 3 },
    },
    never,
  ],
  "a table that was dropped": [{ type: "drop_table", name: "empty" }, createTable("d", "x"), never],
};

describeEachDatabase("down undoes a half of", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(async () => {
    await database.drop();
  });

  const using = <T>(migrations: readonly Migration[], work: (runner: Runner) => Promise<T>) =>
    withRunner(database.url, migrations, work);

  const start = {
    name: "0001_start",
    operations: [
      createTable("a", "x"),
      createTable("empty", "x"),
      {
        type: "create_table",
        name: "c",
        fields: [
          { name: "id", type: "integer", primaryKey: true },
          counter,
          { name: "y", type: "varchar", length: 50 },
        ],
        checks: [{ name: "ck_c_n", expression: "n >= 0" }],
      },
      runSql("INSERT INTO c (id, n) VALUES (1, 1)", "DELETE FROM c"),
    ],
  };
  const halfOf = (...operations: readonly object[]) =>
    chain(start, { name: "0002_half", transaction: false, operations });

  const query = async (sql: string) => await (await database.connect()).query(sql);

  async function look(): Promise<unknown> {
    const connection = await database.connect();
    const schema = await server.dialect.session
      .createIntrospector(connection)
      .read({ ignore: BOOKS });
    const rows = [...schema.tables.keys()].map((table) =>
      query(`SELECT * FROM ${table} ORDER BY id`),
    );
    return { schema, rows: await Promise.all(rows) };
  }

  for (const [what, operations] of Object.entries(HALVES)) {
    it(what, async () => {
      const migrations = halfOf(...operations);
      await using(migrations, (runner) => runner.up({ to: "0001_start" }));
      // What is updated stays so: it is no row that the migration made.
      if (what.includes("was there")) await query("UPDATE c SET n = 5");
      const before = await look();
      const error = await errorOf(using(migrations, (runner) => runner.up()));
      expect(error.code).to.equal("RUNNER_STATEMENT_FAILED");
      const { partial } = await using(migrations, (runner) => runner.status());
      await using(migrations, (runner) =>
        // Where the one operation is a transaction nothing of it is left, and it is not half applied.
        partial === 1 ? runner.down({ steps: 1 }) : runner.down({ to: "0001_start" }),
      );
      expect(await look()).to.deep.equal(before);
      expect(await query("SELECT name FROM makemigrations_history")).to.deep.equal([
        { name: "0001_start" },
      ]);
      expect(await query("SELECT * FROM makemigrations_journal")).to.deep.equal([]);
    });
  }

  it("a squash, none of whose originals is applied", async () => {
    const two = { name: "0002_b", operations: [createTable("b")] };
    const three = { name: "0003_d", operations: [createTable("d")] };
    const squash = {
      name: "0002_squash",
      dependencies: ["0001_start"],
      replaces: ["0002_b", "0003_d"],
      transaction: false,
      operations: [createTable("b"), createTable("d"), never],
    };
    const migrations = chain(start, two, three, squash);
    await using(chain(start), (runner) => runner.up());
    const before = await look();
    await errorOf(using(migrations, (runner) => runner.up()));
    const { migrations: done } = await using(migrations, (runner) => runner.down({ steps: 1 }));
    expect(done.map(({ name, outcome }) => [name, outcome])).to.deep.equal([
      ["0002_squash", "reverted"],
    ]);
    expect(done[0]?.undone?.map(({ operation }) => operation)).to.deep.equal([1, 0]);
    expect(await look()).to.deep.equal(before);
    await using(chain(start, two, three), (runner) => runner.up());
    const { applied } = await using(migrations, (runner) => runner.status());
    expect(applied).to.equal(2);
  });

  for (const [settle, n] of [
    ["done", 1],
    ["undone", 2],
  ] as const) {
    it(`SQL that the operator says was ${settle}`, async () => {
      const migrations = halfOf(
        runSql("UPDATE c SET n = 2", "UPDATE c SET n = 1"),
        runSql("INSERT INTO a (id) VALUES (1)", "DELETE FROM a"),
        never,
      );
      await errorOf(using(migrations, (runner) => runner.up()));
      // What a kill in the midst of the first one leaves, had the database not said.
      await query("UPDATE makemigrations_journal SET outcome = 'started' WHERE operation = 0");
      await query("DELETE FROM makemigrations_journal WHERE operation = 1");
      await query("DELETE FROM a");
      const error = await errorOf(using(migrations, (runner) => runner.down({ steps: 1 })));
      expect(error.code).to.equal("RUNNER_HALF_APPLIED");
      expect(hintText(error.hint)).to.include("mm migrate down --settle done");
      const { migrations: done } = await using(migrations, (runner) =>
        runner.down({ steps: 1, settle }),
      );
      expect(done[0]?.undone?.length).to.equal(settle === "done" ? 1 : 0);
      expect(await query("SELECT n FROM c")).to.deep.equal([{ n }]);
      expect(await query("SELECT * FROM makemigrations_journal")).to.deep.equal([]);
    });
  }

  it("what a failed `up` names as the other way out, if there is one", async () => {
    const hintOf = async (operation: object) =>
      hintText((await errorOf(using(halfOf(operation, never), (runner) => runner.up()))).hint);
    expect(await hintOf(createTable("d"))).to.include(
      "it goes on with this statement. Or undo what is done of it with `mm migrate down`.",
    );
    await using(halfOf(createTable("d"), never), (runner) => runner.down({ steps: 1 }));
    const hint = await hintOf(runSql("INSERT INTO a (id) VALUES (1)"));
    expect(hint).to.include("goes on with this statement").and.not.include("mm migrate down");
  });
});
