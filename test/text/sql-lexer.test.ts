import { expect } from "chai";
import { mysqlSql } from "../../src/dialect/mysql/sql-rules.js";
import { postgresqlSql } from "../../src/dialect/postgresql/sql-rules.js";
import { sqliteSql } from "../../src/dialect/sqlite/sql-rules.js";
import { sqlserverSql } from "../../src/dialect/sqlserver/sql-rules.js";
import { type SqlToken, solidTokens, sqlTokens } from "../../src/text/sql-lexer.js";
import { nameOf, textOf, tokenIs } from "../../src/text/sql-name.js";
import { anySql, type SqlRules } from "../../src/text/sql-rules.js";

const ALL: readonly SqlRules[] = [anySql, mysqlSql, postgresqlSql, sqliteSql, sqlserverSql];

interface Case {
  readonly title: string;
  readonly rules: SqlRules;
  readonly sql: string;
  /** `kind text` of the tokens that mean something. */
  readonly tokens: readonly string[];
}

const cases: readonly Case[] = [
  {
    title: "reads what stands in an executable comment",
    rules: mysqlSql,
    sql: "/*!50003 CREATE*/ /*M!100100 '*/' */ /*!x*/ /* no */",
    tokens: ["word CREATE", "string '*/'", "word x"],
  },
  {
    title: "takes a version that no server has for a comment",
    rules: mysqlSql,
    sql: "/*M!999999\\- enable the /* inner */ sandbox */ SELECT",
    tokens: ["word SELECT"],
  },
  {
    title: "ends the comment inside an executable one where it ends",
    rules: mysqlSql,
    sql: "/*! a /* b */ c */ d",
    tokens: ["word a", "word c", "word d"],
  },
  {
    title: "takes two minus signs for a comment on MySQL only before a blank",
    rules: mysqlSql,
    sql: "1--2 -- three\n# four\n--\x01five\n--",
    tokens: ["number 1", "symbol -", "symbol -", "number 2"],
  },
  {
    title: "takes two minus signs for a comment elsewhere, also inside an operator",
    rules: postgresqlSql,
    sql: "1<--2\n3 /-/* four */ 5",
    tokens: ["number 1", "symbol <", "number 3", "symbol /-", "number 5"],
  },
  {
    title: "cuts numbers and names as MySQL does",
    rules: mysqlSql,
    sql: "1e1FROM 1.FROM 1a 1e 0x1G .5e-1 t.5 t.`5`",
    tokens: [
      "number 1e1",
      "word FROM",
      "number 1.",
      "word FROM",
      "word 1a",
      "word 1e",
      "word 0x1G",
      "number .5e-1",
      "word t",
      "symbol .",
      "number 5",
      "word t",
      "symbol .",
      "quoted `5`",
    ],
  },
  {
    title: "keeps the letter in front of a string with it",
    rules: postgresqlSql,
    sql: "E'a\\'b' e'' N'a' x'00' U&'a' U&\"b\" te'x' 'a\\' $$ ' $$ $a$ $$ $a$",
    tokens: [
      "string E'a\\'b'",
      "string e''",
      "string N'a'",
      "string x'00'",
      "string U&'a'",
      'quoted U&"b"',
      "word te",
      "string 'x'",
      "string 'a\\'",
      "string $$ ' $$",
      "string $a$ $$ $a$",
    ],
  },
  {
    title: "knows parameters and variables",
    rules: mysqlSql,
    sql: "@a @@session.autocommit ? a@b",
    tokens: ["variable @a", "variable @@session.autocommit", "symbol ?", "word a", "variable @b"],
  },
  {
    title: "tells a parameter from a dollar quote, an index from a name",
    rules: postgresqlSql,
    sql: "$1 a$b$ c[d] 1..2",
    tokens: [
      "variable $1",
      "word a$b$",
      "word c",
      "symbol [",
      "word d",
      "symbol ]",
      "number 1",
      "symbol ..",
      "number 2",
    ],
  },
  {
    title: "ends a name in brackets where the database does",
    rules: sqliteSql,
    sql: "[a]]",
    tokens: ["quoted [a]", "symbol ]"],
  },
  {
    title: "lets a bracket in a name be written twice on SQL Server",
    rules: sqlserverSql,
    sql: "[a]]b] #t @@x",
    tokens: ["quoted [a]]b]", "word #t", "variable @@x"],
  },
  {
    title: "takes the mark of an encoding for a blank on SQLite, for a letter on PostgreSQL",
    rules: sqliteSql,
    sql: "SELECT \ufeffx\u00a0",
    tokens: ["word SELECT", "word x\u00a0"],
  },
  {
    title: "takes the mark of an encoding for a blank in front of the text",
    rules: postgresqlSql,
    sql: "\ufeffSELECT \ufeffx",
    tokens: ["word SELECT", "word \ufeffx"],
  },
  {
    title: "ends a comment at a carriage return on PostgreSQL",
    rules: postgresqlSql,
    sql: "-- a\rCOMMIT",
    tokens: ["word COMMIT"],
  },
  {
    title: "ends a comment at a line feed alone on MySQL",
    rules: mysqlSql,
    sql: "-- a\rb\nCOMMIT",
    tokens: ["word COMMIT"],
  },
  {
    title: "takes text in double quotes for text on MySQL",
    rules: mysqlSql,
    sql: '"a\\"b" `c``d`',
    tokens: ['string "a\\"b"', "quoted `c``d`"],
  },
];

describe("sqlTokens", () => {
  for (const { title, rules, sql, tokens } of cases) {
    it(title, () => {
      const read = [...solidTokens(sql, rules)].map(({ kind, text }) => `${kind} ${text}`);
      expect(read).to.deep.equal(tokens);
    });
  }

  it("gives the text back when its tokens are put together", () => {
    const texts = [
      "SELECT a.\"b\"\"c\", 'it''s', 1.5e-3, 0xff, x'00' /* c */ -- d\nFROM [e]]f] WHERE g<>'é😀'",
      "'open",
      "/* open",
      "/*!50003 open ' */",
      "*/ */ \\' E' U&\" @@ $ $1$ # [",
      "$$ $a$ ` \u{1F600} \0\ufeff\u2028\u{1F600}",
    ];
    for (const text of texts) {
      for (const rules of ALL) {
        const tokens = [...sqlTokens(text, rules)];
        expect(tokens.map((token) => token.text).join("")).to.equal(text);
        for (const token of tokens) {
          expect(text.slice(token.start, token.end)).to.equal(token.text);
        }
      }
    }
  });

  it("reads names and texts without their quotes", () => {
    const first = (sql: string, rules: SqlRules): SqlToken[] =>
      [...sqlTokens(sql, rules)].slice(0, 1);
    expect(first("[a]]b]", sqlserverSql).map(nameOf)).to.deep.equal(["a]b"]);
    expect(first('"a""b"', sqliteSql).map(nameOf)).to.deep.equal(['a"b']);
    expect(first('U&"d\\0061t\\+000061\\\\"', postgresqlSql).map(nameOf)).to.deep.equal(["data\\"]);
    expect(first("N'it''s'", sqlserverSql).map(textOf)).to.deep.equal(["it's"]);
    expect(tokenIs(first("Name", anySql)[0], "name")).to.equal(true);
    expect(tokenIs(first('"Name"', anySql)[0], "name")).to.equal(false);
  });

  it("takes as many steps as the text has characters, whatever they are", () => {
    const pieces = [
      "A",
      "=",
      "#",
      "(",
      " ",
      "'",
      '"',
      "$a$",
      "$a",
      "/*",
      "*/",
      "--",
      "[",
      "E'",
      "\\",
    ];
    for (const piece of [...pieces, "+/**/", "/*!", "@", ".", "0x", "1e", "`", "\r", "-"]) {
      const text = piece.repeat(Math.ceil(200_000 / piece.length));
      for (const rules of ALL) {
        let length = 0;
        for (const token of sqlTokens(text, rules)) length += token.text.length;
        expect(length).to.equal(text.length);
      }
    }
  });
});
