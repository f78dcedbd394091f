import { expect } from "chai";
import { mysqlSql } from "../../src/dialect/mysql/sql-rules.js";
import { sessionUse } from "../../src/text/session-statement.js";

describe("what a statement does to its session", () => {
  const settings = [
    "SET @v = 5",
    "set /* x */ search_path = app, public",
    "USE other",
    "RESET ALL",
    "PREPARE s FROM 'INSERT INTO t VALUES (1)'",
    "PREPARE s AS INSERT INTO t VALUES (1)",
    "PRAGMA foreign_keys = OFF",
    "ATTACH 'x.db' AS x",
    "SELECT pg_catalog.set_config('search_path', '', false)",
    "SELECT GET_LOCK('a', 1)",
    "UNLOCK TABLES",
    "EXECUTE AS USER = 'app'",
  ];
  for (const sql of settings) {
    it(`sets something: ${sql}`, () => {
      expect(sessionUse(sql, mysqlSql).kind).to.equal("setting");
    });
  }

  const held = {
    "CREATE TEMPORARY TABLE t (id INT)": "t",
    "CREATE TEMP TABLE IF NOT EXISTS `T` AS SELECT 1": "T",
    "CREATE TABLE pg_temp.t (id INT)": "t",
    "SELECT * INTO TEMP t FROM u": "t",
    "SELECT 1 INTO @v": "@v",
    "SET @v = (SELECT MAX(id) FROM t)": "@v",
    "SET @v = UUID()": "@v",
    "LOCK TABLES t WRITE": "locks",
    "FLUSH TABLES t WITH READ LOCK": "locks",
  };
  for (const [sql, name] of Object.entries(held)) {
    it(`makes what ends with the session: ${sql}`, () => {
      const { kind, holds } = sessionUse(sql, mysqlSql);
      expect({ kind, holds }).to.deep.equal({ kind: "hold", holds: name });
    });
  }

  const lasting = [
    "SET GLOBAL max_connections = 5",
    "SET PASSWORD = 'x'",
    "CREATE TABLE temporary (id INT)",
    "SELECT 1",
    "INSERT INTO t SELECT * FROM u",
    "LOCK TABLE t IN SHARE MODE",
    "EXECUTE s",
    "SET NOCOUNT ON INSERT INTO t VALUES (1)",
    "RESET MASTER",
  ];
  for (const sql of lasting) {
    it(`does more than that: ${sql}`, () => {
      expect(sessionUse(sql, mysqlSql).kind).to.equal("lasting");
    });
  }

  it("sees what ends, and what looks back", () => {
    expect(sessionUse("DROP TEMPORARY TABLE IF EXISTS a, x.`b`", mysqlSql).ends).to.deep.equal([
      "a",
      "b",
    ]);
    expect(sessionUse("UNLOCK TABLES", mysqlSql).ends).to.deep.equal(["locks"]);
    expect(sessionUse("INSERT INTO t VALUES (LAST_INSERT_ID())", mysqlSql).looksBack).to.equal(
      true,
    );
    expect(sessionUse("INSERT INTO t VALUES (@@IDENTITY)", mysqlSql).looksBack).to.equal(true);
    expect(sessionUse("UPDATE t SET changes = 1", mysqlSql).looksBack).to.equal(false);
  });
});
