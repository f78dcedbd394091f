import { expect } from "chai";
import { type SplitRules, splitSql } from "../../src/dialect/split-sql.js";

const sqlite: SplitRules = { brackets: true };
const postgresql: SplitRules = { dollarQuotes: true, nestedComments: true };
const mysql: SplitRules = { backslashEscapes: true, hashComments: true, delimiterCommand: true };
const sqlserver: SplitRules = { brackets: true, goLines: true, nestedComments: true };

interface Case {
  readonly title: string;
  readonly rules?: SplitRules;
  readonly sql: string;
  readonly statements: readonly string[];
}

const trigger = "CREATE TRIGGER t AFTER UPDATE ON a BEGIN UPDATE b SET x = 1; SELECT 2; END";
const nested =
  "CREATE TRIGGER t AFTER UPDATE ON a BEGIN UPDATE b SET x = CASE WHEN 1 THEN 2 ELSE 3 END; SELECT 2; END";
const procedure =
  "CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; WHILE 0 DO SELECT 2; END WHILE; " +
  "CASE 1 WHEN 1 THEN SELECT 3; END CASE; BEGIN SELECT 4; END; END";
const body = "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END";

const block =
  "BEGIN NOT ATOMIC DECLARE x INT; IF x THEN SELECT 1; END IF; BEGIN SELECT 2; END; END";
const rule = "CREATE OR REPLACE RULE r AS ON INSERT TO a DO ALSO (DELETE FROM b; DELETE FROM c;)";

const cases: readonly Case[] = [
  {
    title: "keeps the statements of MariaDB's anonymous block",
    rules: mysql,
    sql: `${block}; BEGIN; SELECT 4`,
    statements: [block, "BEGIN", "SELECT 4"],
  },
  {
    title: "keeps the statements of a rule",
    rules: postgresql,
    sql: `${rule}; SELECT (1; SELECT 2)`,
    statements: [rule, "SELECT (1", "SELECT 2)"],
  },
  { title: "cuts at semicolons", sql: "SELECT 1; SELECT 2;", statements: ["SELECT 1", "SELECT 2"] },
  {
    title: "needs no last semicolon",
    sql: "SELECT 1;\nSELECT 2",
    statements: ["SELECT 1", "SELECT 2"],
  },
  {
    title: "leaves out what is empty or only a comment",
    sql: ";; -- a; b\n; /* c; */ ;",
    statements: [],
  },
  {
    title: "keeps strings whole",
    sql: "SELECT 'a;''b;'; SELECT 2",
    statements: ["SELECT 'a;''b;'", "SELECT 2"],
  },
  {
    title: "keeps quoted names whole",
    sql: 'SELECT "a;""b;"; SELECT `c;`',
    statements: ['SELECT "a;""b;"', "SELECT `c;`"],
  },
  {
    title: "keeps names in brackets whole",
    rules: sqlite,
    sql: "SELECT [a;b]; SELECT 1",
    statements: ["SELECT [a;b]", "SELECT 1"],
  },
  {
    title: "keeps comments inside a statement",
    sql: "SELECT 1 -- one; more\n, 2 /* three; */; SELECT 4",
    statements: ["SELECT 1 -- one; more\n, 2 /* three; */", "SELECT 4"],
  },
  {
    title: "keeps the comment in front of a statement",
    sql: "-- why\nSELECT 1;",
    statements: ["-- why\nSELECT 1"],
  },
  {
    title: "does not take a backslash for an escape where it is none",
    sql: "SELECT 'a\\'; SELECT 2",
    statements: ["SELECT 'a\\'", "SELECT 2"],
  },
  {
    title: "takes a backslash for an escape on MySQL",
    rules: mysql,
    sql: "SELECT 'a\\';b'; SELECT 2",
    statements: ["SELECT 'a\\';b'", "SELECT 2"],
  },
  {
    title: "knows PostgreSQL's escape strings",
    rules: postgresql,
    sql: "SELECT E'a\\';b'; SELECT 'c\\'; SELECT 3",
    statements: ["SELECT E'a\\';b'", "SELECT 'c\\'", "SELECT 3"],
  },
  {
    title: "keeps dollar quotes whole",
    rules: postgresql,
    sql: "DO $$ BEGIN; x; END $$; SELECT $a$;$$;$a$; SELECT $1",
    statements: ["DO $$ BEGIN; x; END $$", "SELECT $a$;$$;$a$", "SELECT $1"],
  },
  {
    title: "knows nested comments",
    rules: postgresql,
    sql: "SELECT 1 /* a /* b */ ; c */; SELECT 2",
    statements: ["SELECT 1 /* a /* b */ ; c */", "SELECT 2"],
  },
  {
    title: "knows MySQL's comments",
    rules: mysql,
    sql: "SELECT 1 # a; b\n; SELECT 2",
    statements: ["SELECT 1 # a; b", "SELECT 2"],
  },
  {
    title: "keeps the body of a trigger",
    rules: sqlite,
    sql: `${trigger}; SELECT 1`,
    statements: [trigger, "SELECT 1"],
  },
  {
    title: "tells CASE from BEGIN in a body",
    rules: sqlite,
    sql: `${nested};\nSELECT 1`,
    statements: [nested, "SELECT 1"],
  },
  {
    title: "keeps the body of a procedure without DELIMITER",
    rules: mysql,
    sql: `${procedure}; SELECT 1`,
    statements: [procedure, "SELECT 1"],
  },
  {
    title: "keeps a body of standard SQL",
    rules: postgresql,
    sql: `${body}; SELECT 1`,
    statements: [body, "SELECT 1"],
  },
  {
    title: "takes BEGIN for the start of a transaction elsewhere",
    sql: "BEGIN; SELECT 1; COMMIT;",
    statements: ["BEGIN", "SELECT 1", "COMMIT"],
  },
  {
    title: "is not misled by columns called trigger and begin",
    sql: "CREATE TABLE t (trigger int, begin int); SELECT 1",
    statements: ["CREATE TABLE t (trigger int, begin int)", "SELECT 1"],
  },
  {
    title: "follows DELIMITER",
    rules: mysql,
    sql: "DELIMITER //\nCREATE TRIGGER a BEGIN x; END//\nDELIMITER ;\nSELECT 1;",
    statements: ["CREATE TRIGGER a BEGIN x; END", "SELECT 1"],
  },
  {
    title: "follows a delimiter that touches a word",
    rules: mysql,
    sql: "delimiter $$\nSELECT 1; SELECT 2 END$$\ndelimiter ;\nSELECT 3",
    statements: ["SELECT 1; SELECT 2 END", "SELECT 3"],
  },
  {
    title: "cuts at GO only on SQL Server",
    rules: sqlserver,
    sql: "DECLARE @a INT; SELECT @a;\nGO\nSELECT 'GO'\n  go -- next\nSELECT 2",
    statements: ["DECLARE @a INT; SELECT @a;", "SELECT 'GO'", "SELECT 2"],
  },
  {
    title: "repeats a batch as GO says",
    rules: sqlserver,
    sql: "INSERT x\nGO 3",
    statements: ["INSERT x", "INSERT x", "INSERT x"],
  },
  {
    title: "does not take a column called go for GO",
    rules: sqlserver,
    sql: "SELECT\ngo, 1",
    statements: ["SELECT\ngo, 1"],
  },
  {
    title: "lets the database complain about what is not closed",
    sql: "SELECT 'a; SELECT 2",
    statements: ["SELECT 'a; SELECT 2"],
  },
];

describe("splitSql", () => {
  for (const { title, rules, sql, statements } of cases) {
    it(title, () => {
      expect(splitSql(sql, rules)).to.deep.equal(statements);
    });
  }

  it("takes time linear in the length of the script", () => {
    const script = "INSERT INTO t VALUES ('a;b', 1.5e3); -- c\n".repeat(20_000);
    expect(splitSql(script, mysql)).to.have.length(20_000);
  }).timeout(5000);
});
