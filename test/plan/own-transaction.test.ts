import { expect } from "chai";
import type { Dialect } from "../../src/dialect/dialect.js";
import { MysqlDialect } from "../../src/dialect/mysql/dialect.js";
import { PostgresqlDialect } from "../../src/dialect/postgresql/dialect.js";
import { SqliteDialect } from "../../src/dialect/sqlite/dialect.js";
import { SqlserverDialect } from "../../src/dialect/sqlserver/dialect.js";
import { type MigrationPlan, statementsOf } from "../../src/plan/plan.js";
import { planMigration } from "../../src/plan/plan-migration.js";
import { emptySchema } from "../../src/schema/schema.js";
import { chain, noop, runSql } from "../runner/project.js";

function plan(dialect: Dialect, sql: string): MigrationPlan {
  const operations = [runSql("SELECT 1", noop), runSql(sql, noop)];
  const [migration] = chain({ name: "0001_dump", operations });
  if (migration === undefined) throw new Error("no migration");
  const request = { dialect, rowsTable: "book", before: emptySchema, ignored: [] };
  return planMigration({ ...request, migration, direction: "up" });
}

const mysql = new MysqlDialect();
const postgresql = new PostgresqlDialect();
const sqlite = new SqliteDialect();
const sqlserver = new SqlserverDialect();

/** What each database reads as the end or beginning of a transaction, and how it is told. */
const REFUSED: readonly (readonly [dialect: Dialect, sql: string, quoted: string])[] = [
  [mysql, "# note\nCOMMIT", "COMMIT"],
  [mysql, "/*!COMMIT*/", "COMMIT"],
  [mysql, "/*!40101 COMMIT */ /*M!100100 WORK */", "COMMIT WORK"],
  [mysql, "/* a */ /*! /* b */ ROLLBACK */", "ROLLBACK"],
  [mysql, "SET SESSION autocommit = 0", "SET SESSION autocommit = 0"],
  [mysql, "SET sql_mode = '', @@autocommit=0", "SET sql_mode = '' , @@autocommit = 0"],
  [mysql, "SET @@session.autocommit := 1", "SET @@session.autocommit := 1"],
  [mysql, "SET `autocommit` = 1", "SET `autocommit` = 1"],
  [mysql, "SET completion_type = 2", "SET completion_type = 2"],
  [mysql, "XA START 'a'", "XA START 'a'"],
  [mysql, "ROLLBACK RELEASE", "ROLLBACK RELEASE"],
  [postgresql, "/* a /* b */ c */ COMMIT", "COMMIT"],
  [postgresql, "-- a\rCOMMIT", "COMMIT"],
  [sqlite, "\ufeff /* a\n */ END", "END"],
  [sqlserver, "/* a /* b */ */ COMMIT", "COMMIT"],
  [sqlserver, "DECLARE @a INT = 1 IF @a = 1 COMMIT", "DECLARE @a INT = 1 IF @a = 1 COMMIT"],
  [sqlserver, "SELECT 1; ROLLBACK TRAN SELECT 2", "SELECT 1 ; ROLLBACK TRAN SELECT 2"],
  [sqlserver, "BEGIN TRY BEGIN TRAN END TRY", "BEGIN TRY BEGIN TRAN END TRY"],
  [
    sqlserver,
    "SET XACT_ABORT ON SET IMPLICIT_TRANSACTIONS OFF",
    "SET XACT_ABORT ON SET IMPLICIT_TRANSACTIONS OFF",
  ],
];

const TAKEN: readonly (readonly [dialect: Dialect, sql: string])[] = [
  [mysql, "SET @old = @@autocommit"],
  [mysql, "SET @a = @@autocommit, @b = 'COMMIT'"],
  [mysql, "XA RECOVER"],
  [mysql, "/* COMMIT */ SELECT 1 # COMMIT"],
  [mysql, "/*M!999999\\- COMMIT */ SELECT 1"],
  [mysql, "BEGIN NOT ATOMIC SELECT 1; END"],
  [postgresql, "SELECT 1 # 2 -- COMMIT"],
  [postgresql, "DO $$ BEGIN COMMIT; END $$"],
  [sqlite, "CREATE TABLE [COMMIT] (a)"],
  [sqlserver, "CREATE OR ALTER PROCEDURE p AS BEGIN TRAN COMMIT"],
  [sqlserver, "SAVE TRAN a ROLLBACK TRAN a"],
  [sqlserver, "SELECT [commit], 'commit' /* COMMIT */ FROM t"],
];

describe("a transaction of the author's own", () => {
  for (const [dialect, sql, quoted] of REFUSED) {
    it(`is found on ${dialect.name} in ${JSON.stringify(sql)} and quoted`, () => {
      expect(() => plan(dialect, sql))
        .to.throw(`begins or ends a transaction itself: "${quoted}"`)
        .with.property("code", "RUNNER_OWN_TRANSACTION");
    });
  }

  for (const [dialect, sql] of TAKEN) {
    it(`is not seen on ${dialect.name} in ${JSON.stringify(sql)}`, () => {
      expect(statementsOf(plan(dialect, sql)).map((one) => one.sql)).to.deep.equal([
        "SELECT 1",
        sql,
      ]);
    });
  }

  it("is told with the operation and the line of its SQL", () => {
    expect(() => plan(postgresql, "SELECT 1;\n\n-- the end\nCOMMIT;")).to.throw(
      'migration "0001_dump" (0001_dump.ts), operation 2: line 4 of its SQL begins or ends a transaction itself: "COMMIT"',
    );
    expect(() => plan(postgresql, "SELECT 1;\nVACUUM (ANALYZE) a")).to.throw(
      'migration "0001_dump" (0001_dump.ts), operation 2: line 2 of its SQL cannot run inside a transaction: "VACUUM ( ANALYZE ) a"',
    );
  });
});
