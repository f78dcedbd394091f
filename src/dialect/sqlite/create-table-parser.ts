import type { ForeignKey, PrimaryKey, ReferentialAction } from "../../schema/table.js";
import { nameOf } from "../../text/sql-name.js";
import { takeConflict, takeMembers, traits } from "./key-traits.js";
import { textLiteral } from "./sql-text.js";
import { TokenCursor } from "./token-cursor.js";

/** CREATE TABLE as SQLite keeps it in its schema, taken apart. Expressions are text as written. */
export interface ParsedTable {
  /** The name as it is written. */
  readonly name: string;
  /** In lower case: `strict`, `without rowid`. */
  readonly options: readonly string[];
  /** Every constraint of the table as it is written. */
  readonly clauses: readonly string[];
  readonly comment: string | undefined;
  /** How many comments are those of the table and its columns; others mean nothing here. */
  readonly commentsRead: number;
  readonly columns: readonly ParsedColumn[];
  readonly primaryKey: ParsedKey | undefined;
  readonly uniques: readonly ParsedKey[];
  readonly checks: readonly ParsedCheck[];
  readonly foreignKeys: readonly ParsedForeignKey[];
}

export interface ParsedColumn {
  readonly name: string;
  /** As declared, `""` for none. */
  readonly type: string;
  /** The name, the type and every constraint as they are written. */
  readonly text: {
    readonly name: string;
    readonly type: string;
    readonly clauses: readonly string[];
  };
  readonly comment: string | undefined;
  readonly nullable: boolean;
  /** What NOT NULL does with a row that breaks it, where it says so. */
  readonly onConflict: string | undefined;
  readonly default: string | undefined;
  readonly collation: string | undefined;
  readonly generated: { readonly expression: string; readonly stored: boolean } | undefined;
  readonly autoincrement: boolean;
  /** `INTEGER PRIMARY KEY DESC`: SQLite makes an index of it, and not a name of the rowid. */
  readonly isDescending: boolean;
  /** Expressions of the checks without a name that stand at the column. */
  readonly checks: readonly string[];
}

type ParsedKey = Pick<PrimaryKey, "name" | "fields" | "options">;

interface ParsedCheck {
  readonly name: string | undefined;
  readonly content: string;
}

type ParsedForeignKey = Omit<ForeignKey, "name"> & { readonly name: string | undefined };

type Draft<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

interface ColumnDraft extends Draft<ParsedColumn> {
  checks: string[];
  text: { readonly name: string; readonly type: string; readonly clauses: string[] };
}

interface Parts {
  readonly clauses: string[];
  readonly columns: ParsedColumn[];
  primaryKey: ParsedTable["primaryKey"];
  readonly uniques: ParsedKey[];
  readonly checks: ParsedCheck[];
  readonly foreignKeys: ParsedForeignKey[];
}

/** Words that are values. */
const VALUE = /^(?:true|false|null|current_(?:timestamp|date|time))$/i;
const TABLE_CONSTRAINT = ["constraint", "primary", "unique", "check", "foreign"];
const COLUMN_CONSTRAINT = [
  "constraint",
  "primary",
  "not",
  "null",
  "unique",
  "check",
  "default",
  "collate",
  "references",
  "generated",
  "as",
];

/** https://www.sqlite.org/lang_createtable.html */
export function parseCreateTable(sql: string): ParsedTable {
  const cursor = new TokenCursor(sql);
  while (!cursor.done && !cursor.takes("table")) cursor.next();
  cursor.takes("if", "not", "exists");
  const start = cursor.start;
  cursor.name();
  if (cursor.takes(".")) cursor.name();
  const name = cursor.since(start);
  const comment = cursor.comment();
  cursor.takes("(");
  const parts: Parts = {
    clauses: [],
    columns: [],
    primaryKey: undefined,
    uniques: [],
    checks: [],
    foreignKeys: [],
  };
  while (!cursor.done && !cursor.sees(")")) {
    if (TABLE_CONSTRAINT.some((word) => cursor.sees(word))) tableConstraint(cursor, parts);
    else column(cursor, parts);
    cursor.takes(",");
  }
  cursor.takes(")");
  const comments = [comment, ...parts.columns.map((one) => one.comment)];
  const commentsRead = comments.filter((one) => one !== undefined).length;
  return { name, comment, commentsRead, ...parts, options: tableOptions(cursor) };
}

function tableOptions(cursor: TokenCursor): readonly string[] {
  const options: string[] = [];
  while (!cursor.done) {
    if (cursor.takes("without", "rowid")) options.push("without rowid");
    else if (!cursor.takes(",")) options.push((cursor.next()?.text ?? "").toLowerCase());
  }
  return options;
}

function tableConstraint(cursor: TokenCursor, parts: Parts): void {
  const start = cursor.start;
  const name = cursor.takes("constraint") ? cursor.name() : undefined;
  if (cursor.takes("primary", "key")) {
    parts.primaryKey = { name, ...keyBehind(cursor) };
  } else if (cursor.takes("unique")) {
    parts.uniques.push({ name, ...keyBehind(cursor) });
  } else if (cursor.takes("check")) {
    parts.checks.push({ name, content: cursor.bracketed() });
  } else if (cursor.takes("foreign", "key")) {
    const fields = cursor.names();
    cursor.takes("references");
    parts.foreignKeys.push(references(cursor, { name, fields }));
  }
  // A check may say it, too, and it means nothing there.
  takeConflict(cursor);
  parts.clauses.push(cursor.since(start));
}

/** Members and what stands behind them. */
function keyBehind(cursor: TokenCursor): Omit<ParsedKey, "name"> {
  const { fields, order } = takeMembers(cursor);
  return { fields, ...traits(takeConflict(cursor), order) };
}

function column(cursor: TokenCursor, parts: Parts): void {
  const nameStart = cursor.start;
  const name = cursor.name();
  const nameText = cursor.since(nameStart);
  const comment = cursor.comment();
  const typeStart = cursor.start;
  const type = typeName(cursor);
  const draft: ColumnDraft = {
    name,
    comment,
    type,
    text: { name: nameText, type: cursor.since(typeStart), clauses: [] },
    nullable: true,
    onConflict: undefined,
    default: undefined,
    collation: undefined,
    generated: undefined,
    autoincrement: false,
    isDescending: false,
    checks: [],
  };
  while (!cursor.done && !cursor.sees(",") && !cursor.sees(")"))
    columnConstraint(cursor, draft, parts);
  parts.columns.push(draft);
}

function typeName(cursor: TokenCursor): string {
  const words: string[] = [];
  while (!cursor.done && !cursor.sees(",") && !cursor.sees(")")) {
    if (COLUMN_CONSTRAINT.some((word) => cursor.sees(word))) break;
    if (cursor.sees("(")) {
      words.push(`(${cursor.bracketed().replaceAll(/\s+/g, "")})`);
      break;
    }
    const word = cursor.name();
    words.push(/^[a-z_][\w ]*$/i.test(word) ? word : `"${word.replaceAll('"', '""')}"`);
  }
  return words.join(" ").replace(" (", "(");
}

function columnConstraint(cursor: TokenCursor, draft: ColumnDraft, parts: Parts): void {
  const start = cursor.start;
  const name = cursor.takes("constraint") ? cursor.name() : undefined;
  if (cursor.takes("primary", "key")) {
    draft.isDescending = !cursor.takes("asc") && cursor.takes("desc");
    const order = draft.isDescending ? "desc" : undefined;
    parts.primaryKey = { name, fields: [draft.name], ...traits(takeConflict(cursor), order) };
    draft.autoincrement = cursor.takes("autoincrement");
  } else if (cursor.takes("not", "null")) {
    draft.nullable = false;
    draft.onConflict = takeConflict(cursor);
  } else if (cursor.takes("null")) draft.nullable = true;
  else if (cursor.takes("unique")) {
    parts.uniques.push({ name, fields: [draft.name], ...traits(takeConflict(cursor)) });
  } else if (cursor.takes("check")) {
    const content = cursor.bracketed();
    if (name === undefined) draft.checks.push(content);
    else parts.checks.push({ name, content });
  } else if (cursor.takes("default")) draft.default = defaultText(cursor);
  else if (cursor.takes("collate")) draft.collation = cursor.name();
  else if (cursor.takes("references")) {
    parts.foreignKeys.push(references(cursor, { name, fields: [draft.name] }));
  } else if (cursor.takes("generated", "always", "as") || cursor.takes("as")) {
    const expression = cursor.bracketed();
    const stored = cursor.takes("stored");
    cursor.takes("virtual");
    draft.generated = { expression, stored };
  } else cursor.next();
  takeConflict(cursor);
  draft.text.clauses.push(cursor.since(start));
}

/** A name without brackets is a text: there are no columns in a default. */
function defaultText(cursor: TokenCursor): string {
  if (cursor.sees("(")) return cursor.bracketed();
  const sign = cursor.sees("+") || cursor.sees("-") ? (cursor.next()?.text ?? "") : "";
  const token = cursor.next();
  if (token === undefined) return sign;
  const isName = token.kind === "quoted" || (token.kind === "word" && !VALUE.test(token.text));
  return sign + (isName ? textLiteral(nameOf(token)) : token.text);
}

function references(
  cursor: TokenCursor,
  start: Pick<ParsedForeignKey, "name" | "fields">,
): ParsedForeignKey {
  const key: Draft<ParsedForeignKey> = {
    ...start,
    table: cursor.name(),
    targetFields: cursor.sees("(") ? cursor.names() : [],
    onDelete: "NO_ACTION",
    onUpdate: "NO_ACTION",
    deferrable: false,
  };
  for (;;) {
    if (cursor.takes("on", "delete")) key.onDelete = action(cursor);
    else if (cursor.takes("on", "update")) key.onUpdate = action(cursor);
    else if (cursor.takes("match")) cursor.next();
    else if (cursor.takes("not", "deferrable")) initially(cursor);
    else if (cursor.takes("deferrable")) key.deferrable = initially(cursor);
    else return key;
  }
}

function action(cursor: TokenCursor): ReferentialAction {
  if (cursor.takes("cascade")) return "CASCADE";
  if (cursor.takes("restrict")) return "RESTRICT";
  if (cursor.takes("set", "null")) return "SET_NULL";
  if (cursor.takes("set", "default")) return "SET_DEFAULT";
  cursor.takes("no", "action");
  return "NO_ACTION";
}

/** DEFERRABLE alone is INITIALLY IMMEDIATE, which SQLite checks at once. */
function initially(cursor: TokenCursor): boolean {
  if (cursor.takes("initially", "deferred")) return true;
  cursor.takes("initially", "immediate");
  return false;
}
