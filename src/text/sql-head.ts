import { solidTokens } from "./sql-lexer.js";
import type { SqlRules } from "./sql-rules.js";

/** What a statement does is said within so many tokens. */
const HEAD = 16;

/** The first words of a statement in lower case, comments and opening brackets left out. */
export function firstWords(sql: string, rules: SqlRules, count: number): readonly string[] {
  const words: string[] = [];
  for (const { kind, text } of solidTokens(sql, rules)) {
    if (kind === "word") words.push(text.toLowerCase());
    else if (words.length > 0 || text !== "(") break;
    if (words.length === count) break;
  }
  return words;
}

/** The beginning of a statement without comments, with one blank between its tokens. */
export function sqlHead(sql: string, rules: SqlRules): string {
  const texts: string[] = [];
  for (const { text } of solidTokens(sql, rules)) {
    texts.push(text);
    if (texts.length === HEAD) break;
  }
  return texts.join(" ");
}
