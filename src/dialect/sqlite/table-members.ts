import { sqlTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { type ParsedColumn, parseCreateTable } from "./create-table-parser.js";
import { enumValues } from "./enum-check.js";
import { sqliteSql } from "./sql-rules.js";
import { normalText, stripBrackets } from "./sql-text.js";
import { TokenCursor } from "./token-cursor.js";

/** One thing that a CREATE TABLE says: a type, a default, a constraint, an option. */
export interface TableMember {
  /** The same in two texts when it is the same thing, perhaps in another form. */
  readonly key: string;
  /** Name of the constraint, with its kind in front; undefined for a constraint without one. */
  readonly named: string | undefined;
  /** The same in two texts when it also has the same form. */
  readonly meaning: string;
  /** As it is written. */
  readonly text: string;
  /** In lower case: the column at which it stands; undefined when it stands behind all of them. */
  readonly column: string | undefined;
  /** In lower case: the columns that it needs, other names among them. */
  readonly uses: ReadonlySet<string>;
}

/** CREATE TABLE as a list of what it says. */
export interface TableText {
  /** The name as it is written. */
  readonly name: string;
  /** Names as they are written, by the name in lower case, in their order. */
  readonly columns: ReadonlyMap<string, string>;
  readonly members: ReadonlyMap<string, TableMember>;
}

export function tableText(sql: string): TableText {
  const parsed = parseCreateTable(sql);
  const members = [
    ...(parsed.comment === undefined ? [] : [plain("comment", parsed.comment)]),
    ...parsed.columns.flatMap(columnMembers),
    ...parsed.clauses.map((text) => clauseMember(text, undefined)),
    ...parsed.options.map((option) => plain(`option ${option}`, option.toUpperCase())),
  ];
  return {
    name: parsed.name,
    columns: new Map(parsed.columns.map(({ name, text }) => [name.toLowerCase(), text.name])),
    members: byKey(members),
  };
}

/** Two that only look alike are still two. */
function byKey(members: readonly TableMember[]): ReadonlyMap<string, TableMember> {
  const found = new Map<string, TableMember>();
  for (const member of members) {
    let { key } = member;
    while (found.has(key) && found.get(key)?.meaning !== member.meaning) key += "+";
    found.set(key, { ...member, key });
  }
  return found;
}

/** What may be a column in an expression, in lower case; a word before a bracket is a function. */
function namesIn(sql: string): ReadonlySet<string> {
  const tokens = [...sqlTokens(sql, sqliteSql)].filter(({ kind }) => kind !== "space");
  const names = tokens.filter(
    ({ kind }, at) => kind === "quoted" || (kind === "word" && tokens[at + 1]?.text !== "("),
  );
  return new Set(names.map((token) => nameOf(token).toLowerCase()));
}

const NONE: ReadonlySet<string> = new Set();

function plain(key: string, text: string): TableMember {
  return { key, named: undefined, meaning: text, text, column: undefined, uses: NONE };
}

function columnMembers({ name, comment, text }: ParsedColumn): readonly TableMember[] {
  const column = name.toLowerCase();
  const type = text.type.toLowerCase().replaceAll(/\s+/g, "");
  return [
    ...(comment === undefined ? [] : [{ ...plain(`@${column} comment`, comment), column }]),
    ...(text.type === ""
      ? []
      : [{ ...plain(`@${column} type`, text.type), meaning: type, column }]),
    ...text.clauses
      .map((clause) => clauseMember(clause, column))
      // NULL and DEFAULT NULL say what holds anyway.
      .filter(({ meaning }) => meaning !== "null" && meaning !== "default null"),
  ];
}

function clauseMember(text: string, column: string | undefined): TableMember {
  const cursor = new TokenCursor(text);
  const name = cursor.takes("constraint") ? cursor.name().toLowerCase() : undefined;
  const { kind, key, meaning, uses } = readClause(cursor, { text, column });
  return {
    key,
    named: name === undefined ? undefined : `${kind} ${name}`,
    meaning,
    text,
    column,
    uses,
  };
}

interface ReadClause {
  readonly uses: ReadonlySet<string>;
  readonly kind: string;
  readonly key: string;
  readonly meaning: string;
}

function readClause(
  cursor: TokenCursor,
  place: { readonly text: string; readonly column: string | undefined },
): ReadClause {
  const { text, column } = place;
  const fields = (): string[] =>
    column === undefined ? cursor.names().map((name) => name.toLowerCase()) : [column];
  const rest = (): string => plainText(text.slice(cursor.start));
  // With the order and the collation of its members.
  const members = (from: number, key: readonly string[]): string =>
    column === undefined ? plainText(cursor.since(from).slice(1, -1)) : key.join(",");
  if (cursor.takes("primary", "key")) {
    const from = cursor.start;
    const key = fields();
    const meaning = `${members(from, key)} ${rest()}`;
    return { kind: "key", key: "primary key", meaning, uses: new Set(key) };
  }
  if (cursor.takes("unique")) {
    const from = cursor.start;
    const key = fields();
    return {
      kind: "unique",
      key: `unique ${key.join(",")}`,
      meaning: `${members(from, key)} ${rest()}`,
      uses: new Set(key),
    };
  }
  if (cursor.takes("check")) {
    const check = cursor.bracketed();
    const listed = column !== undefined && enumValues(check, column) !== undefined;
    const key = listed ? `enum ${column}` : `check ${plainText(stripBrackets(check))}`;
    const meaning = `${plainText(stripBrackets(check))} ${rest()}`;
    return { kind: "check", key, meaning, uses: namesIn(check) };
  }
  if (column !== undefined ? cursor.sees("references") : cursor.takes("foreign", "key")) {
    const key = fields();
    const target = text.slice(cursor.start);
    cursor.takes("references");
    return {
      kind: "foreign key",
      key: `foreign key ${key.join(",")} ${cursor.name().toLowerCase()}`,
      meaning: plainText(target),
      uses: new Set(key),
    };
  }
  return attribute(cursor, place);
}

/** What a column can have once. What is not known counts as another thing. */
function attribute(
  cursor: TokenCursor,
  { text, column }: { readonly text: string; readonly column: string | undefined },
): ReadClause {
  const meaning = plainText(text.slice(cursor.start));
  const of = (kind: string, means = meaning): ReadClause => {
    return { kind, key: `@${column} ${kind}`, meaning: means, uses: namesIn(text) };
  };
  if (cursor.takes("default")) {
    return of("default", `default ${plainText(stripBrackets(text.slice(cursor.start)))}`);
  }
  if (cursor.takes("not", "null") || cursor.takes("null")) return of("null");
  if (cursor.takes("collate")) return of("collate");
  if (cursor.takes("generated") || cursor.takes("as")) return of("generated");
  return of(meaning);
}

/** In the shortest form: keywords and plain names have no case. */
function plainText(sql: string): string {
  return [...sqlTokens(normalText(sql), sqliteSql)]
    .map(({ kind, text }) => {
      if (kind === "space") return "";
      return kind === "word" || kind === "quoted" ? ` ${text.toLowerCase()} ` : text;
    })
    .join("")
    .trim()
    .replaceAll(/ +/g, " ");
}
