import { sqlTokens } from "./sql-lexer.js";
import type { SqlRules } from "./sql-rules.js";

/**
 * The expression without the brackets that hold all of it: `((a > 0))` is `a > 0`, but `(a) + (b)`
 * stays. However deep they are, the text is read once.
 */
export function withoutBrackets(sql: string, rules: SqlRules): string {
  if (!/^\s*\(/.test(sql)) return sql.trim();
  const tokens = [...sqlTokens(sql, rules)].filter(({ kind }) => kind !== "space");
  const closedBy = new Map<number, number>();
  const open: number[] = [];
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind !== "symbol") continue;
    if (text === "(") open.push(at);
    if (text === ")") closedBy.set(open.pop() ?? -1, at);
  }
  let first = 0;
  let last = tokens.length - 1;
  while (closedBy.get(first) === last && first < last) {
    first += 1;
    last -= 1;
  }
  if (first > last) return "";
  return sql.slice(tokens[first]?.start, tokens[last]?.end).trim();
}
