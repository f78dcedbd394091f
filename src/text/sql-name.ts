import type { SqlToken } from "./sql-lexer.js";

/** The name that a `word` or `quoted` token stands for. */
export function nameOf(token: SqlToken): string {
  if (token.kind === "word") return token.text;
  const unicode = /^u&/i.test(token.text);
  const text = unicode ? token.text.slice(2) : token.text;
  const close = closingOf(text);
  const name = text.slice(1, -1).replaceAll(close + close, close);
  return unicode ? withoutEscapes(name) : name;
}

/** Does the token stand for this name? Unquoted names have no case. */
export function tokenIs(token: SqlToken | undefined, name: string): boolean {
  if (token?.kind === "word") return token.text.toLowerCase() === name.toLowerCase();
  return token?.kind === "quoted" && nameOf(token) === name;
}

/** The quoted token with another name in the same quotes. */
export function requote(token: SqlToken, name: string): string {
  const text = token.text.replace(/^u&/i, "");
  const close = closingOf(text);
  return (text[0] ?? "") + name.replaceAll(close, close + close) + close;
}

/** The text that a `string` token in single quotes stands for, where backslashes mean themselves. */
export function textOf(token: SqlToken): string {
  return token.text.slice(token.text.indexOf("'") + 1, -1).replaceAll("''", "'");
}

function closingOf(text: string): string {
  return text[0] === "[" ? "]" : (text[0] ?? "");
}

/** PostgreSQL's `U&"d\0061ta"`. */
function withoutEscapes(name: string): string {
  return name.replaceAll(
    /\\(?:(\\)|\+([0-9a-f]{6})|([0-9a-f]{4}))/gi,
    (_whole, same, long, short) =>
      same === undefined ? codePoint(Number.parseInt(long ?? short, 16)) : "\\",
  );
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}
