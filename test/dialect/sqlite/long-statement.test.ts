import { expect } from "chai";
import { mayTakeLong } from "../../../src/dialect/sqlite/session.js";
import type { Statement } from "../../../src/dialect/statement.js";

function statement(sql: string): Statement {
  return {
    kind: "sql",
    sql,
    parameters: [],
    comment: "",
    transactional: true,
    rows: [],
    probe: undefined,
  };
}

describe("a plan of SQLite", () => {
  const made = 'CREATE TABLE "a" (\n  "id" INTEGER NOT NULL\n)';

  for (const [what, statements] of Object.entries({
    "makes tables": [made, 'CREATE TABLE "b" (\n  "x" TEXT DEFAULT \'AS SELECT\'\n)'],
    "makes a table and its indexes": [
      made,
      'CREATE INDEX "i" ON "a" ("id")',
      'CREATE UNIQUE INDEX "u" ON "a" ("id") WHERE "id" > 0',
    ],
    "adds a field without a value": ['ALTER TABLE "z" ADD COLUMN "x" VARCHAR(50)'],
  })) {
    it(`that ${what} is short`, () => {
      expect(mayTakeLong(statements.map(statement))).to.equal(false);
    });
  }

  for (const [what, statements] of Object.entries({
    "makes an index of a table that was there": ['CREATE INDEX "i" ON "z" ("id")'],
    "fills a table": [made, 'INSERT INTO "a" VALUES (1)', 'CREATE INDEX "i" ON "a" ("id")'],
    "makes a table of rows": ['CREATE TABLE "a" AS SELECT * FROM "z"'],
    "makes a table that may be there": ['CREATE TABLE IF NOT EXISTS "a" (x)'],
    "hides a statement": ['CREATE TABLE "a" (x); DELETE FROM z'],
    "hides a statement behind a field": ['ALTER TABLE "z" ADD COLUMN "x" TEXT; DELETE FROM z'],
    "adds a field that is checked": ['ALTER TABLE "z" ADD COLUMN "x" TEXT CHECK ("x" > 1)'],
    "adds a field of other fields": ['ALTER TABLE "z" ADD COLUMN "x" INT AS ("y" + 1)'],
    "adds a field that needs a value": [`ALTER TABLE "z" ADD COLUMN "x" INT NOT NULL DEFAULT 1`],
    "drops a table": ['DROP TABLE "a"'],
    reads: ["SELECT 1"],
  })) {
    it(`that ${what} may take long`, () => {
      expect(mayTakeLong(statements.map(statement))).to.equal(true);
    });
  }

  it("that copies a table into a new one may take long", () => {
    const live = { kind: "create", table: "a", from: "a" } as const;
    expect(mayTakeLong([{ ...statement(made), live: live as never }])).to.equal(true);
  });
});
