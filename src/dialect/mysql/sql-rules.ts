import { type SqlRules, standardSql } from "../../text/sql-rules.js";

/**
 * MySQL and MariaDB in the `sql_mode` that the session has: text in double quotes is text.
 * https://mariadb.com/kb/en/comment-syntax/
 */
export const mysqlSql: SqlRules = {
  ...standardSql,
  word: /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y,
  wordsFromDigits: true,
  number: /0x[0-9a-f]+|0b[01]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy,
  variable: /@@?[\w.$\u0080-\uffff]+/y,
  spacedDashes: true,
  hashComments: true,
  executableComments: true,
  backslashes: "always",
  doubleQuotes: "string",
  backticks: true,
  prefixes: ["n", "x", "b"],
  delimiterCommand: true,
};
