import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { isWord, type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { facts } from "./facts.js";
import { mysqlSql } from "./sql-rules.js";

/** What an account was given, or what of that was taken back. */
export interface Grant {
  readonly isRevoked: boolean;
  /** In capitals: `ALTER ROUTINE`. */
  readonly rights: ReadonlySet<string>;
  /** `*` is all; else a pattern as of LIKE. */
  readonly database: string;
  readonly member: string;
}

/** Any of these on all of a database shows its tables and views. */
const ON_TABLES = [
  ...["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "INDEX", "REFERENCES"],
  ...["TRIGGER", "SHOW VIEW", "CREATE VIEW", "LOCK TABLES", "DELETE HISTORY"],
];
const ON_ROUTINES = ["EXECUTE", "ALTER ROUTINE", "CREATE ROUTINE", "SHOW_ROUTINE"];

/** Which rights show all of a kind, and how that is said where none of them is there. */
const SHOWING: readonly (readonly [kinds: readonly string[], rights: readonly string[]])[] = [
  [["trigger"], ["TRIGGER"]],
  [["event"], ["EVENT"]],
  [["procedure", "function", "package", "package body"], ON_ROUTINES],
  [["view", "sequence", "table", "index"], ON_TABLES],
];

/** The server says so of all routines with this on everything. */
const GLOBAL_ROUTINES = "SELECT";

/**
 * The kinds of objects of which the catalogue shows the account some or none, because a right is missing on the
 * database, and why. The server leaves out what an account may not see, so nothing is known to be missing then.
 */
export async function unreadableKinds(
  connection: Connection,
  database: string,
): Promise<{
  readonly unreadable: ReadonlyMap<string, string>;
  /** The tables on which it has a right: they are shown if they are there. */
  readonly readable: ReadonlySet<string>;
}> {
  const grants = await readGrants(connection);
  const hidden = new Map<string, string>();
  if (grants === undefined) return { unreadable: hidden, readable: new Set() };
  for (const [kinds, rights] of SHOWING) {
    const isGlobal = rights === ON_ROUTINES && holds(grants, [GLOBAL_ROUTINES], undefined);
    if (isGlobal || holds(grants, rights, database)) continue;
    const names = rights.slice(0, 3).join(", ");
    const right = rights.length === 1 ? `the right ${names}` : `any right such as ${names}`;
    for (const kind of kinds) {
      hidden.set(
        kind,
        `the account has not ${right} on the database, and may not be shown all ${kind}s`,
      );
    }
  }
  const onOne = grants.filter(
    (one) => one.member !== "*" && one.database === database && !one.isRevoked,
  );
  const rights = [...ON_TABLES, "ALL PRIVILEGES", "ALL"];
  const shown = onOne.filter((one) => rights.some((right) => one.rights.has(right)));
  return { unreadable: hidden, readable: new Set(shown.map(({ member }) => member)) };
}

/** With those of the roles that are active. undefined: the server looks at no rights. */
async function readGrants(connection: Connection): Promise<readonly Grant[] | undefined> {
  const lines = await firstOf(connection, "SHOW GRANTS");
  if (lines?.some((line) => ROLE.test(line)) !== true) return lines?.flatMap(grantsIn);
  // MySQL names roles as accounts, and shows what they have only when asked.
  const [role] = (await firstOf(connection, "SELECT CURRENT_ROLE() AS role")) ?? [];
  if (role?.includes("`") !== true) return lines.flatMap(grantsIn);
  const all = await firstOf(connection, `SHOW GRANTS FOR CURRENT_USER() USING ${role}`);
  return (all ?? lines).flatMap(grantsIn);
}

const ROLE = /^GRANT `/;

function grantsIn(line: string): readonly Grant[] {
  const grant = readGrant(line);
  return grant === undefined ? [] : [grant];
}

/** The first column; undefined where the server does not take the question. */
async function firstOf(
  connection: Connection,
  sql: string,
): Promise<readonly string[] | undefined> {
  try {
    const rows = await connection.query(sql);
    return rows.map((row) => Object.values(facts(row))[0] ?? "");
  } catch (error) {
    if (!(error instanceof DriverError) || error.connectionLost) throw error;
    return undefined;
  }
}

/** A line of SHOW GRANTS; undefined: it is about a role, or about one routine. */
export function readGrant(line: string): Grant | undefined {
  const tokens = [...solidTokens(line, mysqlSql)];
  const on = tokens.findIndex((token) => isWord(token, "on"));
  if (on < 0) return undefined;
  const from = on + (isWord(tokens[on + 1], "table") ? 2 : 1);
  const [database, dot, member] = tokens.slice(from, from + 3);
  if (database === undefined || dot?.text !== "." || member === undefined) return undefined;
  return {
    isRevoked: isWord(tokens[0], "revoke"),
    rights: new Set(rightsIn(tokens.slice(1, on))),
    database: levelOf(database),
    member: levelOf(member),
  };
}

function levelOf(token: SqlToken): string {
  return token.text === "*" ? "*" : nameOf(token);
}

/** `SELECT (a, b), ALTER ROUTINE` */
function rightsIn(tokens: readonly SqlToken[]): readonly string[] {
  const rights: string[] = [];
  let [words, depth]: [string[], number] = [[], 0];
  for (const { kind, text } of [...tokens, { kind: "symbol", text: "," }]) {
    if (text === "(") depth += 1;
    else if (text === ")") depth -= 1;
    else if (depth > 0) continue;
    else if (text === ",") {
      rights.push(words.join(" "));
      words = [];
    } else if (kind === "word") words.push(text.toUpperCase());
  }
  return rights;
}

/** Is one of the rights there, on all of the database? undefined: on all databases. */
export function holds(
  grants: readonly Grant[],
  rights: readonly string[],
  database: string | undefined,
): boolean {
  const has = (one: Grant, right: string) =>
    one.rights.has(right) || one.rights.has("ALL PRIVILEGES") || one.rights.has("ALL");
  const isHere = (one: Grant) =>
    one.member === "*" &&
    (one.database === "*" || (database !== undefined && isLike(database, one.database)));
  return rights.some((right) => {
    const about = grants.filter((one) => has(one, right) && isHere(one));
    return about.some((one) => !one.isRevoked) && !about.some((one) => one.isRevoked);
  });
}

/** Databases are granted by patterns: `_` is one character, `%` any number, and `\` takes that from them. */
export function isLike(text: string, pattern: string): boolean {
  let ends = new Set([0]);
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at] ?? "";
    const next = new Set<number>();
    if (sign === "%") {
      for (let end = Math.min(...ends); end <= text.length; end += 1) next.add(end);
    } else {
      const isEscaped = sign === "\\" && at + 1 < pattern.length;
      if (isEscaped) at += 1;
      const letter = pattern[at];
      for (const end of ends) {
        const isAny = sign === "_" && end < text.length;
        if (isAny || text[end] === letter) next.add(end + 1);
      }
    }
    if (next.size === 0) return false;
    ends = next;
  }
  return ends.has(text.length);
}
