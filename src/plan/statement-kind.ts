import { firstWords } from "../text/sql-head.js";
import { isWord, type SqlToken, solidTokens } from "../text/sql-lexer.js";
import type { SqlRules } from "../text/sql-rules.js";

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

/** Marks within a transaction. */
const MARKS = new Set(["release", "rollback", "save", "savepoint"]);

/** Variables that begin or end transactions, whatever else is set beside them. */
const TRANSACTION_VARIABLES = new Set(["autocommit", "completion_type", "implicit_transactions"]);

/** Reserved words of T-SQL that begin a statement, or end the block that one stands in. */
const STATEMENT_VERBS = new Set(
  (
    "alter begin break close commit create deallocate declare delete drop else end exec execute " +
    "fetch goto grant if insert merge open print raiserror return revoke rollback save select set " +
    "throw truncate update use waitfor while with"
  ).split(" "),
);

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

/** Does the statement begin, end or mark a transaction? */
export function controlsTransaction(sql: string, rules: SqlRules): boolean {
  const [verb = "", second = ""] = firstWords(sql, rules, 2);
  if (MARKS.has(verb) || (verb === "set" && second === "transaction")) return true;
  return delimitsTransaction(sql, rules);
}

/**
 * Does the statement begin or end a whole transaction? Savepoints are marks within one: they are
 * none of these, and neither is `ROLLBACK TO`, on SQL Server `ROLLBACK TRAN name`.
 */
export function delimitsTransaction(sql: string, rules: SqlRules): boolean {
  if (rules.goLines) return batchDelimitsTransaction(sql, rules);
  return verbDelimitsTransaction(sql, rules);
}

/** What stands in a definition runs later, where it is called. */
const DEFINITION = /^(?:create|alter)(?: or alter)? (?:proc|procedure|function|trigger)$/;

/** A batch is several statements, with or without semicolons between them. */
function batchDelimitsTransaction(sql: string, rules: SqlRules): boolean {
  if (!/commit|rollback|begin|implicit_transactions/i.test(sql)) return false;
  const start = firstWords(sql, rules, 4);
  if ([2, 4].some((count) => DEFINITION.test(start.slice(0, count).join(" ")))) return false;
  const tokens = [...solidTokens(sql, rules)];
  return tokens.some((token, at) => {
    if (!/^(?:commit|rollback|begin|set)$/i.test(token.kind === "word" ? token.text : ""))
      return false;
    const rest = tokens.slice(at, at + 3).map(({ kind, text }) => {
      return kind === "word" || kind === "variable" || kind === "quoted" ? text.toLowerCase() : ";";
    });
    const [verb = "", second = ";", third = ";"] = rest;
    switch (verb) {
      case "begin":
        return /^(?:tran|transaction|distributed)$/.test(second);
      case "rollback":
        // With a name it goes back to a mark; the next statement may follow without a semicolon.
        return !/^tran(?:saction)?$/.test(second) || third === ";" || STATEMENT_VERBS.has(third);
      case "set":
        return second === "implicit_transactions";
      default:
        return true;
    }
  });
}

function verbDelimitsTransaction(sql: string, rules: SqlRules): boolean {
  const [verb = ""] = firstWords(sql, rules, 1);
  // Of nearly all statements no more need be read.
  const behind = () => firstWords(sql, rules, 3).slice(1);
  switch (verb) {
    case "abort":
    case "commit":
      return true;
    case "begin": {
      const [second, third] = behind();
      // BEGIN NOT ATOMIC is a block of MariaDB's, BEGIN NOT DEFERRABLE a transaction of PostgreSQL's.
      return BEGIN_MODES.has(second) && third !== "atomic";
    }
    case "end": {
      const [second] = behind();
      return second === undefined || second === "and" || isLong(second);
    }
    case "rollback": {
      const [second, third] = behind();
      const next = isLong(second) ? third : second;
      return next === undefined || next === "and" || next === "prepared" || next === "release";
    }
    case "prepare":
    case "start":
      return behind()[0] === "transaction";
    case "xa":
      return behind()[0] !== "recover";
    case "set":
      return setsTransactions(sql, rules);
    default:
      return false;
  }
}

/** A word that says no more than the one before it. */
function isLong(word: string | undefined): boolean {
  return word === "work" || word === "transaction" || word === "tran";
}

/** `SET sql_mode = '', @@session.autocommit = 0`, `SET IMPLICIT_TRANSACTIONS ON`. */
function setsTransactions(sql: string, rules: SqlRules): boolean {
  let previous: SqlToken | undefined;
  let beforeLast: SqlToken | undefined;
  for (const token of solidTokens(sql, rules)) {
    const isTarget = previous !== undefined && TRANSACTION_VARIABLES.has(variableOf(previous));
    const isSet =
      token.text === "=" || token.text === ":=" || isWord(token, "on") || isWord(token, "off");
    // Behind a sign of equality its value is only read.
    if (isTarget && isSet && !/^:?=$/.test(beforeLast?.text ?? "")) return true;
    beforeLast = previous;
    previous = token;
  }
  return false;
}

function variableOf({ kind, text }: SqlToken): string {
  const name = kind === "variable" || kind === "word" ? text : text.replaceAll("`", "");
  return name.toLowerCase().replace(/^@@(?:session\.|local\.|global\.)?/, "");
}

/**
 * May the statement do more than read and write rows? Where DDL cannot be rolled back, that is the
 * question whether it commits by itself. Temporary tables do not.
 */
export function changesSchema(sql: string, rules: SqlRules): boolean {
  const [verb = "", second = ""] = firstWords(sql, rules, 2);
  if (ROW_VERBS.has(verb)) return false;
  return !((verb === "create" || verb === "drop") && second === "temporary");
}
