import { isPlainRecord, isRecord } from "../text/record.js";

/** A piece of SQL inside an operation's data, which the tool writes into a statement of its own. */
export interface SqlFragment {
  /** Where it stands in the operation, `fields[2].default.sql`. */
  readonly path: string;
  readonly sql: string;
  /**
   * `type`: a column type; `word`: a collation, an index method; `opaque`: a clause that no parser
   * reads alone.
   */
  readonly kind: "expression" | "type" | "word" | "opaque";
}

/** Keys whose text is SQL, wherever they stand in an operation's data. */
const KINDS: ReadonlyMap<string, SqlFragment["kind"]> = new Map([
  ["backfill", "expression"],
  ["expression", "expression"],
  ["sql", "expression"],
  ["using", "expression"],
  ["downUsing", "expression"],
  ["where", "expression"],
  ["collation", "word"],
  ["method", "word"],
  ["native", "type"],
  ["opclass", "word"],
  ["definition", "opaque"],
]);

/** Keys under which texts are data, not SQL, whatever they are called. */
const DATA: ReadonlySet<string> = new Set([
  "rows",
  "comment",
  "value",
  "values",
  "renameValues",
  "replaceValues",
]);

/** All pieces of SQL in an operation's plain form. */
export function sqlFragments(data: unknown): readonly SqlFragment[] {
  const found: SqlFragment[] = [];
  walk(data, "", found);
  return found;
}

/** `SetDefaults` and `SetTypeMappings`: every text of the maps is SQL. */
export function sqlOfMaps(data: unknown, kind: "expression" | "type"): readonly SqlFragment[] {
  if (!isRecord(data)) return [];
  return Object.entries(data).flatMap(([database, entries]): SqlFragment[] => {
    if (!isRecord(entries)) return [];
    return Object.entries(entries).flatMap(([name, sql]) =>
      typeof sql === "string" ? [{ path: `${database}.${name}`, sql, kind }] : [],
    );
  });
}

/** The data with other texts in place of its expressions. */
export function withExpressions(data: unknown, rewrite: (sql: string) => string): unknown {
  if (Array.isArray(data)) return data.map((item) => withExpressions(item, rewrite));
  if (!isPlainRecord(data)) return data;
  const entries = Object.entries(data).map(([key, member]) => {
    if (DATA.has(key)) return [key, member];
    const sql = KINDS.get(key) === "expression" && typeof member === "string";
    return [key, sql ? rewrite(member) : withExpressions(member, rewrite)];
  });
  return Object.fromEntries(entries);
}

/** Words behind a type that begin another clause: it may name a table or call a function. */
const BEYOND_TYPE =
  /\b(?:as|check|constraint|default|exclude|from|generated|like|on|primary|references|select|unique|using)\b/i;

/** A type or a word: letters, digits, brackets of numbers; nothing that could end the clause. */
export function isPlainType(sql: string): boolean {
  if (BEYOND_TYPE.test(sql)) return false;
  // A blank belongs to one part only: with two ways to read each, a text could take hours.
  return /^[\w .]{1,100}(\([\w{}. ]+(,[\w{}. ]+)*\))?[\w ]{0,60}(\[\d*\])*$/.test(sql);
}

function walk(value: unknown, path: string, found: SqlFragment[]): void {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) walk(item, `${path}[${at}]`, found);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (DATA.has(key)) continue;
    const where = path === "" ? key : `${path}.${key}`;
    const kind = KINDS.get(key);
    if (kind !== undefined && typeof member === "string")
      found.push({ path: where, sql: member, kind });
    else walk(member, where, found);
  }
}
