/** A piece of an SQL text; all pieces together are the text. */
export interface SqlToken {
  /** `other` is white space, comments, strings, numbers and operators. */
  readonly kind: "word" | "quoted" | "other";
  readonly text: string;
}

/** Strings, comments, dollar quotes | quoted names | words | `::` and single characters. */
const TOKEN =
  /(?<other>'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|(?<dollar>\$[A-Za-z_]*\$)[\s\S]*?\k<dollar>|\d[\w.]*)|(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[A-Za-z_][^\]]*\])|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|::|[\s\S]/gu;

/** Cuts an SQL expression into names and the rest. Knows the quotes of all databases. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const { 0: text, groups } of sql.matchAll(TOKEN)) {
    const kind = groups?.quoted ? "quoted" : groups?.word ? "word" : "other";
    tokens.push({ kind, text });
  }
  return tokens;
}

/** Does the token stand for this name? Unquoted names have no case. */
export function tokenIs(token: SqlToken | undefined, name: string): boolean {
  if (token === undefined || token.kind === "other") return false;
  if (token.kind === "word") return token.text.toLowerCase() === name.toLowerCase();
  const quote = token.text[0] ?? "";
  const inner = token.text.slice(1, -1);
  return (quote === "[" ? inner : inner.replaceAll(quote + quote, quote)) === name;
}

/** The quoted token with another name in the same quotes. */
export function requote(token: SqlToken, name: string): string {
  const open = token.text[0] ?? '"';
  const close = open === "[" ? "]" : open;
  return open + name.replaceAll(close, close + close) + close;
}
