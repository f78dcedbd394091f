import { type SqlRules, standardSql } from "../../text/sql-rules.js";

/** https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
export const postgresqlSql: SqlRules = {
  ...standardSql,
  number:
    /0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|(?:\d[\d_]*(?:\.\d[\d_]*|\.(?!\.))?|\.\d[\d_]*)(?:e[+-]?\d+)?/iy,
  variable: /\$\d+/y,
  // Any run of these characters is one operator; two minus signs or a slash with a star end it.
  operator: /(?:[~!@#^&|`?+*%<>=]|-(?!-)|\/(?!\*))+|::|:=|\.\./y,
  nestedComments: true,
  returnEndsComment: true,
  dollarQuotes: true,
  backslashes: "prefixed",
  prefixes: ["e", "n", "x", "b", "u&"],
  clientCommands: true,
};
