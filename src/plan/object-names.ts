import { type SqlToken, solidTokens } from "../text/sql-lexer.js";
import { nameOf } from "../text/sql-name.js";
import { anySql } from "../text/sql-rules.js";

/** All names in small letters, those in the body of a function among them, and `*` for all fields. */
export function namesIn(sql: string): ReadonlySet<string> {
  const names = new Set<string>();
  let before: SqlToken | undefined;
  for (const token of solidTokens(sql, anySql)) {
    const { kind, text } = token;
    if (kind === "word" || kind === "quoted") names.add(nameOf(token).toLowerCase());
    else if (kind === "string" && text.startsWith("$")) {
      for (const name of namesIn(bodyOf(text))) names.add(name);
    } else if (text === "*" && isBehindSelect(before)) names.add("*");
    before = token;
  }
  return names;
}

/** Without its dollar quotes. */
function bodyOf(text: string): string {
  const open = text.indexOf("$", 1) + 1;
  return text.slice(open, -open);
}

/** `count(*)` and `a * b` use nothing. */
function isBehindSelect(before: SqlToken | undefined): boolean {
  return /^(?:select|distinct|all|[,.])$/i.test(before?.text ?? "");
}
