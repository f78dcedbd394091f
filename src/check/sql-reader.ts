import type { DialectName as ParserDialect, ParserOptions, parse, Statement } from "sql-parser-cst";
import { collectFacts, opaqueReason, type SqlFacts } from "./sql-facts.js";

/** What was read, or why it could not be read: then a policy refuses it. */
export type SqlReading =
  | { readonly readable: true; readonly facts: SqlFacts }
  | { readonly readable: false; readonly reason: string };

/** Reads SQL of one database. */
export interface SqlReader {
  /** Exactly one statement. */
  statement(sql: string): SqlReading;
  /** A piece that the tool puts into a statement of its own: a default, a check, a predicate. */
  expression(sql: string): SqlReading;
}

/** Longer texts are refused unread: the parser's time grows faster than the text. */
const LONGEST = 100_000;
/** Deeper brackets are refused unread: the parser backtracks on them. */
const DEEPEST = 40;

const PARAMETERS: NonNullable<ParserOptions["paramTypes"]> = ["?", "$nr"];

/** Dialects that the parser knows by the same name. */
const PARSERS: ReadonlyMap<string, ParserDialect> = new Map([
  ["mariadb", "mariadb"],
  ["mysql", "mysql"],
  ["postgresql", "postgresql"],
  ["sqlite", "sqlite"],
]);

const UNREADABLE: SqlReading = {
  readable: false,
  reason: "there is no parser for SQL of this database",
};

const NO_PARSER: SqlReader = { statement: () => UNREADABLE, expression: () => UNREADABLE };

/** A reader for a database; one without a parser reads nothing, so everything is refused. */
export async function openSqlReader(database: string): Promise<SqlReader> {
  const dialect = PARSERS.get(database);
  if (dialect === undefined) return NO_PARSER;
  const parser = await import("sql-parser-cst");
  return new ParsingReader(parser.parse, dialect);
}

class ParsingReader implements SqlReader {
  readonly #parse: (sql: string) => readonly Statement[];

  constructor(parser: typeof parse, dialect: ParserDialect) {
    this.#parse = (sql) =>
      parser(sql, { dialect, paramTypes: PARAMETERS }).statements.filter(
        ({ type }) => type !== "empty",
      );
  }

  statement(sql: string): SqlReading {
    return this.#read(sql, () => undefined);
  }

  expression(sql: string): SqlReading {
    // Its own line, so that a comment at its end does not swallow the bracket.
    return this.#read(`SELECT (\n${sql}\n)`, (statement) =>
      isOneBracket(statement) ? undefined : "it is more than an expression",
    );
  }

  #read(sql: string, objection: (statement: Statement) => string | undefined): SqlReading {
    const reason = tooMuch(sql);
    if (reason !== undefined) return { readable: false, reason };
    try {
      const [only, ...more] = this.#parse(sql);
      if (only === undefined) return { readable: false, reason: "it holds no statement" };
      if (more.length > 0) return { readable: false, reason: "it holds more than one statement" };
      const facts = collectFacts(only);
      const refused = objection(only) ?? opaqueReason(facts);
      return refused === undefined
        ? { readable: true, facts }
        : { readable: false, reason: refused };
    } catch (error) {
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
  return items.length === 1 && items[0]?.type === "paren_expr";
}

function tooMuch(sql: string): string | undefined {
  if (sql.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  let depth = 0;
  for (const character of sql) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth > DEEPEST) return `its brackets are nested deeper than ${DEEPEST}`;
  }
  return undefined;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = "it is not SQL that the parser knows"] = message.split("\n");
  return first.slice(0, 200);
}
