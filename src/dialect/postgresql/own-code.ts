import type { Connection } from "../../driver/driver.js";
import { isWord, type SqlToken } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { rows } from "./catalogue.js";
import { LONGEST_NAME } from "./longest-name.js";
import { NamedStatement } from "./named-statement.js";

/** Functions of roles: one in C or of the server itself can only be made by a superuser. */
const OWN_FUNCTIONS = "SELECT oid FROM pg_proc WHERE oid >= 16384 AND prolang NOT IN (12, 13)";
const OWN_OPERATORS = `SELECT oid FROM pg_operator WHERE oid >= 16384 AND oprcode IN (${OWN_FUNCTIONS})`;

/** A condition on `d`, a row of pg_depend: it leads to such code. */
export const LEADS_TO_OWN_CODE = `(d.refclassid = 'pg_proc'::regclass AND d.refobjid IN (${OWN_FUNCTIONS})
    OR d.refclassid = 'pg_operator'::regclass AND d.refobjid IN (${OWN_OPERATORS}))`;

/**
 * Beside functions and operators: the types that a cast or the check of a domain leads from, and all that has such a type in it or takes one.
 */
const OWN_CODE = `WITH RECURSIVE reached(kind, classid, objid) AS (
    SELECT 'domain', 'pg_type'::regclass::oid, c.contypid FROM pg_constraint c WHERE c.contypid <> 0 AND EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = 'pg_constraint'::regclass AND d.objid = c.oid AND ${LEADS_TO_OWN_CODE})
    UNION SELECT 'cast', 'pg_type'::regclass::oid, side.oid FROM pg_cast, LATERAL (VALUES (castsource), (casttarget)) AS side(oid)
      WHERE castfunc IN (${OWN_FUNCTIONS}) AND side.oid >= 16384
    UNION SELECT r.kind, d.classid, d.objid FROM reached r JOIN pg_depend d ON d.refclassid = r.classid AND d.refobjid = r.objid
      WHERE d.classid IN ('pg_type'::regclass, 'pg_class'::regclass, 'pg_proc'::regclass, 'pg_operator'::regclass))
  SELECT 'function' AS kind, proname::text AS name FROM pg_proc WHERE oid IN (${OWN_FUNCTIONS})
  UNION SELECT 'operator', oprname::text FROM pg_operator WHERE oid IN (${OWN_OPERATORS})
  UNION SELECT r.kind, coalesce(t.typname, c.relname, p.proname, o.oprname)::text FROM reached r
    LEFT JOIN pg_type t ON r.classid = 'pg_type'::regclass AND t.oid = r.objid
    LEFT JOIN pg_class c ON r.classid = 'pg_class'::regclass AND c.oid = r.objid
    LEFT JOIN pg_proc p ON r.classid = 'pg_proc'::regclass AND p.oid = r.objid
    LEFT JOIN pg_operator o ON r.classid = 'pg_operator'::regclass AND o.oid = r.objid`;

/** Operators that the grammar uses for its words: BETWEEN, IN, LIKE, NULLIF. */
const UNWRITTEN = ["=", "<>", "<", "<=", ">", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~"];

/** What is only kept parsed when it is made. */
const KEPT: ReadonlySet<string> = new Set([
  ...["view", "function", "procedure", "domain", "type", "sequence", "collation", "text"],
  ...["aggregate", "operator", "statistics", "trigger", "policy", "rule"],
]);

/** Words with which a table's expressions are computed when it is made. */
const COMPUTED = ["partition", "exclude", "generated"];

/**
 * The functions, operators and casts of a database that are not the server's, and would run when a definition is made:
 * the server computes what has constant arguments only, and reads a text as the type that it is to be.
 */
export class OwnCode {
  readonly #functions = new Set<string>();
  readonly #operators: string[] = [];
  readonly #casts = new Set<string>();
  readonly #domains = new Set<string>();

  static async read(connection: Connection): Promise<OwnCode> {
    const own = new OwnCode();
    const found = await rows<{ kind: string; name: string }>(connection, OWN_CODE, []);
    for (const { kind, name } of found) {
      if (kind === "operator") own.#operators.push(name);
      else if (kind === "function") own.#functions.add(name.toLowerCase());
      else (kind === "cast" ? own.#casts : own.#domains).add(name.toLowerCase());
    }
    return own;
  }

  /** Why these statements, which make one thing, are not run. */
  reached(statements: readonly string[]): string | undefined {
    if (this.#functions.size === 0) return undefined;
    const all = statements.map((sql) => new NamedStatement(sql));
    const computes = all.some((one) => COMPUTED.some((word) => one.has(word)));
    const computed = all.filter((one) => !isKept(one, computes));
    if (all.some(hasText) && mentions(all, this.#domains)) {
      return "a domain of the database's own, whose check calls a function, may read a text of it";
    }
    if (computed.length > 0 && mentions(all, this.#casts)) {
      return "a cast of the database's own may run";
    }
    for (const statement of computed) {
      const name = this.#called(statement);
      if (name !== undefined) return `it calls ${name}, which is code of the database's own`;
    }
    return undefined;
  }

  #called(statement: NamedStatement): string | undefined {
    const { tokens } = statement;
    if (this.#operators.some((name) => UNWRITTEN.includes(name))) return "an operator";
    if (/\bu&"/i.test(statement.sql)) return "what a name in escapes stands for";
    const own = this.#operators.find((name) => signsOf(tokens).some((run) => run.includes(name)));
    if (own !== undefined) return `operator ${own}`;
    for (const [at, token] of tokens.entries()) {
      if (token.kind !== "word" && token.kind !== "quoted") continue;
      if (!statement.isSymbol(at + 1, "(") && !statement.isSymbol(at - 1, ".")) continue;
      const name = nameOf(token).toLowerCase();
      if (Buffer.byteLength(name) > LONGEST_NAME) return "a name that the server cuts";
      if (this.#functions.has(name)) return `function "${name}"`;
    }
    return undefined;
  }
}

/** Are its expressions parsed and no more? */
function isKept(statement: NamedStatement, computes: boolean): boolean {
  if (statement.is(0, "comment")) return true;
  if (!statement.is(0, "create")) return false;
  let at = statement.is(1, "or", "replace") ? 3 : 1;
  const before = ["recursive", "constraint", "foreign", "unlogged", "temporary", "temp"];
  while (before.some((word) => statement.is(at, word))) at += 1;
  if (statement.is(at, "table")) return !computes;
  return KEPT.has(statement.tokens[at]?.text.toLowerCase() ?? "");
}

/** Is one of these a name or an operator in them, or may be? */
function mentions(all: readonly NamedStatement[], names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  return all.some(({ sql, tokens }) => {
    if (/\bu&"/i.test(sql)) return true;
    const runs = signsOf(tokens);
    if ([...names].some((name) => runs.some((run) => run.includes(name)))) return true;
    return tokens.some((token) => {
      if (token.kind !== "word" && token.kind !== "quoted") return false;
      const name = nameOf(token).toLowerCase();
      return names.has(name) || Buffer.byteLength(name) > LONGEST_NAME;
    });
  });
}

/** A text that is read as a type: not that of a comment, and not the body of a function. */
function hasText(statement: NamedStatement): boolean {
  if (statement.is(0, "comment")) return false;
  const isFunction = statement.has("function") || statement.has("procedure");
  return statement.tokens.some(
    ({ kind }, at) => kind === "string" && !(isFunction && isWord(statement.tokens[at - 1], "as")),
  );
}

/** Signs that touch each other: the server may read another operator out of them. */
function signsOf(tokens: readonly SqlToken[]): readonly string[] {
  const runs: string[] = [];
  let end = -1;
  for (const token of tokens) {
    if (token.kind !== "symbol") continue;
    if (token.start === end) runs.push((runs.pop() ?? "") + token.text);
    else runs.push(token.text);
    end = token.end;
  }
  return runs;
}
