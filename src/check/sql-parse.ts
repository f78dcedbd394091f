import type { DialectName as ParserDialect, ParserOptions, parse, Statement } from "sql-parser-cst";
import { collectFacts, opaqueReason, type SqlFacts } from "./sql-facts.js";
import { misreadReason } from "./sql-misreadings.js";

/** What was read, or why it could not be read: then a policy refuses it. */
export type SqlReading =
  | { readonly readable: true; readonly facts: SqlFacts }
  | { readonly readable: false; readonly reason: string };

/** Reads SQL of one database, in the thread that calls it: see `SqlThread` for why that matters. */
export interface SqlParser {
  /** Exactly one statement. */
  statement(sql: string): SqlReading;
  /** A piece that the tool puts into a statement of its own: a default, a check, a predicate. */
  expression(sql: string): SqlReading;
}

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

const NO_PARSER: SqlParser = { statement: () => UNREADABLE, expression: () => UNREADABLE };

/** A parser for a database; one without a parser reads nothing, so everything is refused. */
export async function openSqlParser(database: string): Promise<SqlParser> {
  const dialect = PARSERS.get(database);
  if (dialect === undefined) return NO_PARSER;
  const parser = await import("sql-parser-cst");
  return new ParsingReader(parser.parse, dialect);
}

class ParsingReader implements SqlParser {
  readonly #dialect: ParserDialect;
  readonly #parse: (sql: string) => readonly Statement[];

  constructor(parser: typeof parse, dialect: ParserDialect) {
    this.#dialect = dialect;
    this.#parse = (sql) =>
      parser(sql, { dialect, paramTypes: PARAMETERS }).statements.filter(
        ({ type }) => type !== "empty",
      );
  }

  statement(sql: string): SqlReading {
    return this.#read(sql, () => undefined);
  }

  expression(sql: string): SqlReading {
    // One line, as dialects write it: a comment at its end would swallow what stands behind it.
    return this.#read(`SELECT (${sql.trim()})`, (statement) =>
      isOneBracket(statement) ? undefined : "it is more than an expression",
    );
  }

  #read(sql: string, objection: (statement: Statement) => string | undefined): SqlReading {
    const reason = misreadReason(sql, this.#dialect);
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
  const [only] = items;
  return items.length === 1 && only?.type === "paren_expr" && only.expr.type !== "list_expr";
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = "it is not SQL that the parser knows"] = message.split("\n");
  return first.slice(0, 200);
}
