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

/** What stands behind BEGIN where it begins a transaction and not a block of T-SQL. */
const BEGIN_MODES = new Set([
  undefined,
  "concurrent",
  "deferrable",
  "deferred",
  "distributed",
  "exclusive",
  "immediate",
  "isolation",
  "not",
  "read",
  "tran",
  "transaction",
  "work",
]);

const MAY_DELIMIT = /^(?:\W|(?:abort|begin|commit|end|prepare|rollback|set|start)\b)/i;

/**
 * Does the statement begin or end a whole transaction? Savepoints are marks within one: they are
 * none of these, and neither is `ROLLBACK TO`, on SQL Server `ROLLBACK TRAN name`.
 */
export function delimitsTransaction(sql: string): boolean {
  // Most statements are known by their first word, without being cut into tokens.
  if (!MAY_DELIMIT.test(sql)) return false;
  const [verb = "", second, third] = firstWords(sql, 3);
  const long = second === "work" || second === "transaction" || second === "tran";
  switch (verb) {
    case "abort":
    case "commit":
      return true;
    case "begin":
      // BEGIN NOT ATOMIC is a block of MariaDB's, BEGIN NOT DEFERRABLE a transaction of PostgreSQL's.
      return BEGIN_MODES.has(second) && third !== "atomic";
    case "end":
      return second === undefined || second === "and" || long;
    case "rollback": {
      const next = long ? third : second;
      return next === undefined || next === "and" || next === "prepared";
    }
    case "prepare":
    case "start":
      return second === "transaction";
    case "set":
      return second === "autocommit" || second === "implicit_transactions";
    default:
      return false;
  }
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
function firstWords(sql: string, count = 2): readonly string[] {
  const words = wordsAtStart(sql.slice(0, 2000), count);
  return words.length === 0 && sql.length > 2000 ? wordsAtStart(sql, count) : words;
}

function wordsAtStart(sql: string, count: number): readonly string[] {
  const words: string[] = [];
  for (const token of sqlTokens(sql)) {
    if (isSpace(token)) continue;
    if (token.kind !== "word") {
      if (words.length === 0 && token.text === "(") continue;
      break;
    }
    words.push(token.text.toLowerCase());
    if (words.length === count) break;
  }
  return words;
}

function isSpace({ text }: SqlToken): boolean {
  return text.trim() === "" || text.startsWith("--") || text.startsWith("/*");
}
