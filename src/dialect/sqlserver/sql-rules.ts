import { type SqlRules, standardSql } from "../../text/sql-rules.js";

/** https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers */
export const sqlserverSql: SqlRules = {
  ...standardSql,
  blanks:
    " \t\n\r\f\v\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
  word: /[\p{L}_#][\p{L}\p{N}_@#$]*/uy,
  number: /0x[0-9a-f]*|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy,
  variable: /@@?[\p{L}\p{N}_@#$]+|\$\d+(?:\.\d*)?/uy,
  operator: /<=|>=|<>|!=|!<|!>|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|::/y,
  nestedComments: true,
  brackets: "doubled",
  prefixes: ["n"],
  goLines: true,
};
