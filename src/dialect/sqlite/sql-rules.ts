import { type SqlRules, standardSql } from "../../text/sql-rules.js";

/** https://www.sqlite.org/src/file/src/tokenize.c: the mark of an encoding is a blank anywhere. */
export const sqliteSql: SqlRules = {
  ...standardSql,
  blanks: " \t\n\r\f\ufeff",
  variable: /\?\d+|[@:$#][\w$\u0080-\uffff]+/y,
  backticks: true,
  brackets: "plain",
  prefixes: ["x"],
};
