import Database from "better-sqlite3";
import { expect } from "chai";
import { sqlScript } from "../../../src/cli/render/sql-script.js";
import type { Dialect } from "../../../src/dialect/dialect.js";
import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";
import { SqliteDialect } from "../../../src/dialect/sqlite/dialect.js";
import { planMigration } from "../../../src/plan/plan-migration.js";
import { emptySchema } from "../../../src/schema/schema.js";
import { chain, noop, runSql } from "../../runner/project.js";

const sqlite = new SqliteDialect();

function script(...texts: readonly string[]): string {
  return scriptFor(sqlite, ...texts);
}

function scriptFor(dialect: Dialect, ...texts: readonly string[]): string {
  const operations = texts.map((sql) => runSql(sql, noop));
  const [migration] = chain({ name: "0001_a", operations });
  if (migration === undefined) throw new Error("no migration");
  const request = { dialect, rowsTable: "book", before: emptySchema, ignored: [] };
  return sqlScript([planMigration({ ...request, migration, direction: "up" })], dialect);
}

describe("a plan as a script", () => {
  for (const sql of [
    "CREATE TABLE a (x) -- the end",
    "CREATE TABLE a (x)\n-- the end",
    "CREATE TABLE a (x, /* -- no end\n */ y -- it's\n, z) -- 'the' \"end\"",
    "CREATE TABLE a (x DEFAULT '-- no comment')",
    "CREATE TABLE a (x /* -- no comment */)",
  ]) {
    it(`runs as one after ${JSON.stringify(sql)}`, () => {
      const database = new Database(":memory:");
      database.exec(script(sql, "INSERT INTO a (x) VALUES (1)"));
      expect(database.prepare("SELECT count(*) AS n FROM a").get()).to.deep.equal({ n: 1 });
      database.close();
    });
  }

  it("has the semicolon behind the statement where it is no part of a comment", () => {
    expect(script("SELECT '--'")).to.match(/^SELECT '--';$/m);
    expect(script("SELECT 1 -- one")).to.match(/^SELECT 1 -- one\n;$/m);
    expect(scriptFor(new MysqlDialect(), "SELECT 1 # one")).to.match(/^SELECT 1 # one\n;$/m);
    expect(scriptFor(new MysqlDialect(), "SELECT 1--1")).to.match(/^SELECT 1--1;$/m);
  });
});
