import { expect } from "chai";
import { SqliteDialect } from "../../src/dialect/sqlite/dialect.js";
import type { Migration } from "../../src/migration/migration.js";
import { statementsOf, stepsOf } from "../../src/plan/plan.js";
import { planMigration } from "../../src/plan/plan-migration.js";
import { emptySchema } from "../../src/schema/schema.js";
import { addField, chain, createTable, noop, runSql } from "../runner/project.js";

describe("planMigration", () => {
  const dialect = new SqliteDialect();

  const plan = (migration: Migration | undefined, direction: "up" | "down" = "up") => {
    if (migration === undefined) throw new Error("no migration");
    const request = { dialect, rowsTable: "book", before: emptySchema, ignored: [] };
    return planMigration({ ...request, migration, direction });
  };

  const [sample] = chain({
    name: "0001_a",
    operations: [
      createTable("a", "x"),
      addField("a", "y"),
      { type: "rename_table", oldName: "a", newName: "b" },
    ],
  });

  it("gives each operation the schemas around itself, in both directions", () => {
    const tables = (direction: "up" | "down") =>
      plan(sample, direction).operations.map(({ index, before, after }) => [
        index,
        [...before.tables.keys()],
        [...after.tables.keys()],
      ]);
    expect(tables("up")).to.deep.equal([
      [0, [], ["a"]],
      [1, ["a"], ["a"]],
      [2, ["a"], ["b"]],
    ]);
    expect(tables("down")).to.deep.equal([...tables("up")].reverse());
  });

  it("plans the same list every time, and needs no database", () => {
    expect(plan(sample)).to.deep.equal(plan(sample));
    expect(statementsOf(plan(sample, "down")).map(({ sql }) => sql)).to.deep.equal([
      'ALTER TABLE "b" RENAME TO "a"',
      'ALTER TABLE "a" DROP COLUMN "y"',
      'DROP TABLE "a"',
    ]);
  });

  it("finds the type of a reference to a table that a later operation of the migration creates", () => {
    const [migration] = chain({
      name: "0001_a",
      operations: [
        {
          type: "create_table",
          name: "child",
          fields: [
            { name: "id", type: "integer", primaryKey: true },
            { name: "parent_id", type: "foreign_key", foreignKey: { table: "parent" } },
          ],
        },
        {
          type: "create_table",
          name: "parent",
          fields: [{ name: "code", type: "varchar", length: 7, primaryKey: true }],
        },
      ],
    });
    expect(statementsOf(plan(migration))[0]?.sql).to.match(/"parent_id" VARCHAR\(7\)/);
  });

  it("leaves operations out that only change the state", () => {
    const [migration] = chain({
      name: "0001_a",
      operations: [{ ...createTable("a", "x"), schemaOnly: true }, addField("a", "y")],
    });
    const planned = plan(migration);
    expect(planned.operations.map(({ steps }) => steps.length)).to.deep.equal([0, 1]);
    expect([...planned.after.tables.keys()]).to.deep.equal(["a"]);
  });

  it("leaves operations out that the history says were ignored", () => {
    const [migration] = chain({
      name: "0001_a",
      operations: [createTable("a", "x"), createTable("b", "x")],
    });
    if (migration === undefined) throw new Error("no migration");
    const planned = planMigration({
      migration,
      direction: "down",
      dialect,
      rowsTable: "book",
      before: emptySchema,
      ignored: [
        { operation: 0, error: "it was there", present: true },
        { operation: 1, error: "no", present: false },
      ],
    });
    expect(stepsOf(planned)).to.deep.equal([]);
    expect([...planned.after.tables.keys()]).to.deep.equal(["a"]);
  });

  it("says which operation has no way back", () => {
    const [migration] = chain({
      name: "0001_a",
      operations: [runSql("SELECT 1", noop), runSql("SELECT 2")],
    });
    expect(() => plan(migration, "down")).to.throw(
      /"0001_a" cannot be undone: operation 2 of 2, "Run SQL: SELECT 2"/,
    );
  });

  for (const [sql, refused] of [
    ["COMMIT", true],
    ["SELECT 1; /* so */ rollback work; SELECT 2", true],
    ["-- a dump\nBEGIN IMMEDIATE TRANSACTION", true],
    ["BEGIN", true],
    ["BEGIN ISOLATION LEVEL SERIALIZABLE", true],
    ["START TRANSACTION READ ONLY", true],
    ["END", true],
    ["ABORT", true],
    ["ROLLBACK AND CHAIN", true],
    ["PREPARE TRANSACTION 'a'", true],
    ["COMMIT PREPARED 'a'", true],
    ["SET autocommit = 0", true],
    ["SAVEPOINT a; SELECT 1; ROLLBACK TO a; RELEASE a", false],
    ["ROLLBACK WORK TO SAVEPOINT a", false],
    ["ROLLBACK TRAN a", false],
    ["BEGIN TRY SELECT 1 END TRY", false],
    ["BEGIN NOT DEFERRABLE", true],
    ["BEGIN NOT ATOMIC SELECT 1; END", false],
    ["SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", false],
    ["PREPARE q AS SELECT 1", false],
    ["CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", false],
    ["SELECT 'x; COMMIT; y'", false],
  ] as const) {
    it(`${refused ? "refuses" : "takes"} ${sql.replaceAll("\n", " ")}, in a transaction or not`, () => {
      for (const transaction of [true, false]) {
        for (const direction of ["up", "down"] as const) {
          const operations = [runSql(sql, sql)];
          const [migration] = chain({ name: "0001_a", transaction, operations });
          if (refused) {
            expect(() => plan(migration, direction))
              .to.throw("begins or ends a transaction itself")
              .with.property("code", "RUNNER_OWN_TRANSACTION");
          } else expect(plan(migration, direction).operations).to.have.length(1);
        }
      }
    });
  }

  it("is one transaction unless the migration says otherwise", () => {
    const [yes] = chain({ name: "0001_a" });
    const [no] = chain({ name: "0001_a", transaction: false });
    expect(plan(yes).atomic).to.equal(true);
    expect(plan(no).atomic).to.equal(false);
  });
});
