import { sqlTokens } from "../../text/sql-lexer.js";
import { textOf } from "../../text/sql-name.js";
import { sqlserverSql } from "./sql-rules.js";

/** An expression without the brackets that stand around all of it: `((0))` is `0`. */
export function withoutBrackets(sql: string): string {
  let text = sql.trim();
  while (isEnclosed(text)) text = text.slice(1, -1).trim();
  return text;
}

function isEnclosed(text: string): boolean {
  if (!text.startsWith("(") || !text.endsWith(")")) return false;
  let depth = 0;
  for (const token of sqlTokens(text, sqlserverSql)) {
    if (token.kind !== "symbol") continue;
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth === 0 && token.start < text.length - 1) return false;
  }
  return depth === 0;
}

/** The texts in single quotes that an expression holds, in its order. */
export function textsIn(sql: string): readonly string[] {
  return [...sqlTokens(sql, sqlserverSql)].filter(({ kind }) => kind === "string").map(textOf);
}
