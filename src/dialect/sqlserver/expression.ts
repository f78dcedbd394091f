import { withoutBrackets as withoutOuterBrackets } from "../../text/sql-brackets.js";
import { sqlTokens } from "../../text/sql-lexer.js";
import { textOf } from "../../text/sql-name.js";
import { sqlserverSql } from "./sql-rules.js";

/** An expression without the brackets that stand around all of it: `((0))` is `0`. */
export function withoutBrackets(sql: string): string {
  return withoutOuterBrackets(sql, sqlserverSql);
}

/** The texts in single quotes that an expression holds, in its order. */
export function textsIn(sql: string): readonly string[] {
  return [...sqlTokens(sql, sqlserverSql)].filter(({ kind }) => kind === "string").map(textOf);
}
