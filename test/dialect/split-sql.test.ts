import { expect } from "chai";
import { mysqlSql as mysql } from "../../src/dialect/mysql/sql-rules.js";
import { postgresqlSql as postgresql } from "../../src/dialect/postgresql/sql-rules.js";
import { splitSql } from "../../src/dialect/split-sql.js";
import { sqliteSql as sqlite } from "../../src/dialect/sqlite/sql-rules.js";
import { sqlserverSql as sqlserver } from "../../src/dialect/sqlserver/sql-rules.js";
import { type SqlRules, standardSql } from "../../src/text/sql-rules.js";

interface Case {
  readonly title: string;
  readonly rules?: SqlRules;
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
    rules: sqlite,
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
    title: "keeps what is executable in comments, and its semicolons",
    rules: mysql,
    sql: "/*!40101 SET @a = 1 */;\n/*M!999999\\- sandbox */\n-- c\n/*!50003 SET @b = 2; */ ;",
    statements: [
      "/*!40101 SET @a = 1 */",
      "/*M!999999\\- sandbox */\n-- c\n/*!50003 SET @b = 2; */",
    ],
  },
  {
    title: "leaves out an executable comment with nothing in it",
    rules: mysql,
    sql: "/*!40101 */; /*!*/; SELECT 1",
    statements: ["SELECT 1"],
  },
  {
    title: "does not take two minus signs for a comment where MySQL does not",
    rules: mysql,
    sql: "SELECT 1--1; SELECT 2",
    statements: ["SELECT 1--1", "SELECT 2"],
  },
  {
    title: "keeps the body of a trigger whose words stand in executable comments",
    rules: mysql,
    sql: "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SET @a = 1; END */; SELECT 1",
    statements: [
      "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SET @a = 1; END */",
      "SELECT 1",
    ],
  },
  {
    title: "goes on behind a delimiter that touches the next statement",
    rules: mysql,
    sql: "DELIMITER $$\nSELECT 1$$SELECT 2; SELECT 3$$",
    statements: ["SELECT 1", "SELECT 2; SELECT 3"],
  },
  {
    title: "leaves out what guards a dump of pg_dump",
    rules: postgresql,
    sql: "\ufeff--\n-- dump\n\\restrict a1B2\n\nSET x = 1;\n\n\\unrestrict a1B2\n",
    statements: ["SET x = 1"],
  },
  {
    title: "makes statements of the rows behind COPY",
    rules: postgresql,
    sql:
      'COPY public.t (id, "a,b") FROM stdin;\n1\tit\'s; \\N\n2\t\\N\n3\tC:\\\\x\\ty\\n\\101\n4\t\n\\.\n\nSELECT 2;\n' +
      "COPY public.empty (id) FROM stdin;\n\\.\r\nSELECT 3",
    statements: [
      'INSERT INTO public.t (id, "a,b") OVERRIDING SYSTEM VALUE VALUES\n' +
        "('1', 'it''s; N'),\n('2', NULL),\n('3', E'C:\\\\x\ty\nA'),\n('4', '')",
      "SELECT 2",
      "SELECT 3",
    ],
  },
  {
    title: "leaves COPY from a file of the server's to the server",
    rules: postgresql,
    sql: "COPY t FROM '/tmp/x'; SELECT 1",
    statements: ["COPY t FROM '/tmp/x'", "SELECT 1"],
  },
  {
    title: "lets the database complain about what is not closed",
    sql: "SELECT 'a; SELECT 2",
    statements: ["SELECT 'a; SELECT 2"],
  },
];

describe("splitSql", () => {
  const split = (sql: string, rules: SqlRules = standardSql): readonly string[] =>
    splitSql(sql, rules).map((statement) => statement.sql);

  for (const { title, rules, sql, statements } of cases) {
    it(title, () => {
      expect(split(sql, rules)).to.deep.equal(statements);
    });
  }

  it("knows the lines on which statements begin", () => {
    const lines = (sql: string, rules: SqlRules): readonly number[] =>
      splitSql(sql, rules).map(({ line }) => line);
    expect(lines("SELECT 1;\n\n-- c\nSELECT 2; SELECT\n3;SELECT 4", mysql)).to.deep.equal([
      1, 4, 4, 5,
    ]);
    expect(lines("A\nGO 2\nB\nGO\n", sqlserver)).to.deep.equal([1, 1, 3]);
    expect(lines("COPY t (a) FROM stdin;\n1\n\\.\nSELECT 1", postgresql)).to.deep.equal([2, 4]);
  });

  const refused: readonly (readonly [title: string, sql: string, rules: SqlRules, says: RegExp])[] =
    [
      [
        "a command of psql's",
        "SELECT 1;\n\\connect other\n",
        postgresql,
        /line 2 .*"\\connect other"/,
      ],
      ["a command behind a statement", "SELECT 1 \\gexec", postgresql, /line 1 .*"\\gexec"/],
      [
        "data in another format",
        "COPY t (a) FROM STDIN WITH CSV;\n1\n\\.",
        postgresql,
        /"COPY t \(a\) FROM STDIN WITH CSV"/,
      ],
      [
        "data without an end",
        "COPY t (a) FROM stdin;\n1\n",
        postgresql,
        /line 1 .*end.*"COPY t \(a\) FROM stdin"/,
      ],
      [
        "a row that does not fit",
        "COPY t (a, b) FROM stdin;\n1 2\n\\.",
        postgresql,
        /line 2 .*1 values for 2 fields: "1 2"/,
      ],
      ["bytes that are no character", "COPY t (a) FROM stdin;\n\\xe9\n\\.", postgresql, /line 2 /],
      ["a batch without end", "A\nGO 100000000", sqlserver, /line 2 .*"GO 100000000"/],
    ];
  for (const [title, sql, rules, says] of refused) {
    it(`refuses ${title} and quotes it`, () => {
      expect(() => split(sql, rules))
        .to.throw(says)
        .with.property("code", "DIALECT_SCRIPT");
    });
  }

  it("takes time linear in the length of the script", () => {
    const script = "INSERT INTO t VALUES ('a;b', 1.5e3); -- c\n".repeat(20_000);
    expect(split(script, mysql)).to.have.length(20_000);
    for (const line of ["go ", "delimiter ", "\\", ";", "copy t from stdin ", "a\tb"]) {
      const text = line.repeat(Math.ceil(200_000 / line.length));
      for (const rules of [mysql, postgresql, sqlite, sqlserver]) {
        try {
          split(text, rules);
        } catch (error) {
          expect(error).to.have.property("code", "DIALECT_SCRIPT");
        }
      }
    }
  });
});
