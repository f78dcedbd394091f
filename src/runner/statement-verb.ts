import { type SqlToken, sqlTokens } from "../schema/sql-tokens.js";

/** These read and write rows: inside a transaction every database takes them back on a rollback. */
const ROW_VERBS = new Set([
  "delete",
  "explain",
  "insert",
  "merge",
  "replace",
  "select",
  "show",
  "update",
  "values",
  "with",
]);

const TRANSACTION_VERBS = new Set([
  "abort",
  "begin",
  "commit",
  "end",
  "release",
  "rollback",
  "save",
  "savepoint",
]);

/** Does the statement begin, end or mark a transaction? */
export function controlsTransaction(sql: string): boolean {
  const [verb = "", second = ""] = firstWords(sql);
  if (TRANSACTION_VERBS.has(verb)) return true;
  if (verb === "start" || verb === "prepare") return second === "transaction";
  return verb === "set" && ["transaction", "autocommit", "implicit_transactions"].includes(second);
}

/**
 * May the statement do more than read and write rows? Where DDL cannot be rolled back, that is the
 * question whether it commits by itself. Temporary tables do not.
 */
export function changesSchema(sql: string): boolean {
  const [verb = "", second = ""] = firstWords(sql);
  if (ROW_VERBS.has(verb)) return false;
  return !((verb === "create" || verb === "drop") && second === "temporary");
}

/** In lower case, without comments. The beginning of a long text usually tells. */
function firstWords(sql: string): readonly string[] {
  const words = wordsAtStart(sql.slice(0, 2000));
  return words.length === 0 && sql.length > 2000 ? wordsAtStart(sql) : words;
}

function wordsAtStart(sql: string): readonly string[] {
  const words: string[] = [];
  for (const token of sqlTokens(sql)) {
    if (isSpace(token)) continue;
    if (token.kind !== "word") {
      if (words.length === 0 && token.text === "(") continue;
      break;
    }
    words.push(token.text.toLowerCase());
    if (words.length === 2) break;
  }
  return words;
}

function isSpace({ text }: SqlToken): boolean {
  return text.trim() === "" || text.startsWith("--") || text.startsWith("/*");
}
