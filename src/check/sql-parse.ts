import type { DialectName as ParserDialect, ParserOptions, Statement } from "sql-parser-cst";
import { mysqlSql } from "../dialect/mysql/sql-rules.js";
import { postgresqlSql } from "../dialect/postgresql/sql-rules.js";
import { sqliteSql } from "../dialect/sqlite/sql-rules.js";
import { isRecord, memberOf } from "../text/record.js";
import type { SqlRules } from "../text/sql-rules.js";
import { postgresqlFacts } from "./postgresql-facts.js";
import { collectFacts, opaqueReason, type SqlFacts } from "./sql-facts.js";
import { rewriteSql } from "./sql-rewrite.js";

/** What was read, or why it could not be read: then a policy refuses it. */
export type SqlReading =
  | {
      readonly readable: true;
      readonly facts: SqlFacts;
      /** The text that was judged: what is planned under a policy. */
      readonly sql: string;
    }
  | { readonly readable: false; readonly reason: string };

/** Reads SQL of one database, in the thread that calls it: see `SqlThread` for why that matters. */
export interface SqlParser {
  /** Exactly one statement. */
  statement(sql: string): SqlReading;
  /** A piece that the tool puts into a statement of its own: a default, a check, a predicate. */
  expression(sql: string): SqlReading;
}

/** A parser of one database's SQL; it throws what it says about texts that it does not know. */
interface Grammar {
  readonly rules: SqlRules;
  parse(sql: string): readonly Parsed[];
}

/** One statement. */
interface Parsed {
  readonly facts: SqlFacts;
  /** Is it `SELECT (one expression)`, and nothing behind the bracket? */
  readonly oneExpression: boolean;
}

const PARAMETERS: NonNullable<ParserOptions["paramTypes"]> = ["?"];

/** The parser of each database's SQL; loaded when it is needed. */
const GRAMMARS: ReadonlyMap<string, () => Promise<Grammar>> = new Map([
  ["mariadb", () => sharedGrammar("mariadb", mysqlSql)],
  ["mysql", () => sharedGrammar("mysql", mysqlSql)],
  ["postgresql", postgresqlGrammar],
  ["sqlite", () => sharedGrammar("sqlite", sqliteSql)],
]);

const UNREADABLE: SqlReading = {
  readable: false,
  reason: "there is no parser for SQL of this database",
};

const NO_PARSER: SqlParser = { statement: () => UNREADABLE, expression: () => UNREADABLE };

/** A parser for a database; one without a parser reads nothing, so everything is refused. */
export async function openSqlParser(database: string): Promise<SqlParser> {
  const open = GRAMMARS.get(database);
  return open === undefined ? NO_PARSER : new ParsingReader(await open());
}

/** The parser that reads several dialects. */
async function sharedGrammar(dialect: ParserDialect, rules: SqlRules): Promise<Grammar> {
  const { parse } = await import("sql-parser-cst");
  return {
    rules,
    parse: (sql) =>
      parse(sql, { dialect, paramTypes: PARAMETERS })
        .statements.filter(({ type }) => type !== "empty")
        .map((statement) => ({
          facts: collectFacts(statement),
          oneExpression: isOneBracket(statement),
        })),
  };
}

/** The database's own parser, in WebAssembly. */
async function postgresqlGrammar(): Promise<Grammar> {
  const { loadModule, parseSync } = await import("libpg-query");
  await loadModule();
  return {
    rules: postgresqlSql,
    parse: (sql) =>
      (parseSync(sql).stmts ?? []).map(({ stmt }) => ({
        facts: postgresqlFacts(stmt),
        oneExpression: isOneTarget(stmt),
      })),
  };
}

class ParsingReader implements SqlParser {
  readonly #grammar: Grammar;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  statement(sql: string): SqlReading {
    return this.#read(sql, (written) => [written, false]);
  }

  expression(sql: string): SqlReading {
    return this.#read(sql, (written) => [`SELECT (${written})`, true]);
  }

  #read(sql: string, frame: (written: string) => readonly [string, boolean]): SqlReading {
    const rewriting = rewriteSql(sql, this.#grammar.rules);
    if (!rewriting.written) return { readable: false, reason: rewriting.reason };
    const [text, expression] = frame(rewriting.sql);
    try {
      const [only, ...more] = this.#grammar.parse(text);
      if (only === undefined) return { readable: false, reason: "it holds no statement" };
      if (more.length > 0) return { readable: false, reason: "it holds more than one statement" };
      if (expression && !only.oneExpression)
        return { readable: false, reason: "it is more than an expression" };
      const reason = opaqueReason(only.facts);
      return reason === undefined
        ? { readable: true, facts: only.facts, sql: rewriting.sql }
        : { readable: false, reason };
    } catch (error) {
      // The parser's stack: its state is not known any more, so the thread must end.
      if (isBroken(error)) throw error;
      return { readable: false, reason: reasonOf(error) };
    }
  }
}

/** Did the bracket stay closed around the piece? `1) FROM secret WHERE (1` opens it. */
function isOneBracket(statement: Statement): boolean {
  if (statement.type !== "select_stmt" || statement.clauses.length !== 1) return false;
  const [clause] = statement.clauses;
  if (clause?.type !== "select_clause") return false;
  const items = clause.columns?.items ?? [];
  const [only] = items;
  return items.length === 1 && only?.type === "paren_expr" && only.expr.type !== "list_expr";
}

const SELECT_PARTS: ReadonlySet<string> = new Set(["limitOption", "op", "targetList"]);

/** As {@link isOneBracket}; the tree holds no brackets, so what they are around is looked at. */
function isOneTarget(statement: unknown): boolean {
  const select = memberOf(statement, "SelectStmt");
  if (!isRecord(select)) return false;
  if (Object.keys(select).some((key) => !SELECT_PARTS.has(key))) return false;
  const targets = memberOf(select, "targetList");
  if (!Array.isArray(targets) || targets.length !== 1) return false;
  const target = memberOf(targets[0], "ResTarget");
  const value = memberOf(target, "val");
  return (
    memberOf(target, "name") === undefined &&
    value !== undefined &&
    memberOf(value, "RowExpr") === undefined
  );
}

function isBroken(error: unknown): boolean {
  return error instanceof Error && /^(?:RangeError|RuntimeError)$/.test(error.name);
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = "it is not SQL that the parser knows"] = message.split("\n");
  return first.slice(0, 200);
}
