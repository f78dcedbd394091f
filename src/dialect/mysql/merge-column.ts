import { type SqlToken, solidTokens, withDepth } from "../../text/sql-lexer.js";
import { currentTimestamp, momentDigits, renderDefault } from "./column-default.js";
import { isText } from "./columns.js";
import { mysqlSql } from "./sql-rules.js";

/** What a column's definition consists of, in an order that both servers take: the words that begin each. */
const ATTRIBUTES = {
  type: [],
  compression: ["compressed"],
  charset: ["character", "charset"],
  collation: ["collate"],
  space: ["ref_system_id", "srid"],
  generated: ["generated", "as"],
  counter: ["auto_increment"],
  default: ["default"],
  update: ["on"],
  null: ["not", "null"],
  visible: ["visible", "invisible"],
  versioning: ["with", "without"],
  format: ["column_format"],
  storage: ["storage"],
  engine: ["engine_attribute"],
  engine2: ["secondary_engine_attribute"],
  comment: ["comment"],
  check: ["check"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type ColumnAttribute = keyof typeof ATTRIBUTES;

const columnAttributes = Object.keys(ATTRIBUTES) as readonly ColumnAttribute[];

const BEGINNINGS: ReadonlyMap<string, ColumnAttribute> = new Map(
  columnAttributes.flatMap((name) => ATTRIBUTES[name].map((word) => [word, name] as const)),
);

/** Three definitions of one column. */
interface ColumnVersions {
  /** As the migrations know it before the statement. */
  readonly from: string;
  /** As they want it afterwards. */
  readonly to: string;
  /** As the database shows it. */
  readonly real: string;
}

/**
 * `MODIFY COLUMN` names everything anew. What the migrations change comes from them; all the rest,
 * however it was made, stays as the database has it.
 *
 * @param name the quoted name of the column.
 */
export function mergeColumn(name: string, versions: ColumnVersions): string {
  const [from, to] = [readColumnText(versions.from), readColumnText(versions.to)];
  const real = withoutAlias(readColumnText(versions.real), from, to);
  const merged = new Map<ColumnAttribute, string>();
  for (const attribute of columnAttributes) {
    const wanted = to.get(attribute);
    const kept = from.get(attribute) === wanted && !isUnshowable(wanted);
    const sql = kept ? real.get(attribute) : wanted;
    if (sql !== undefined) merged.set(attribute, sql);
  }
  const text = fitted(merged, { name, from, to });
  return [name, ...columnAttributes.flatMap((attribute) => text.get(attribute) ?? [])].join(" ");
}

/** Characters that the catalogue of MariaDB shows as question marks. */
function isUnshowable(sql: string | undefined): boolean {
  return sql !== undefined && /[\u{10000}-\u{10ffff}]/u.test(sql);
}

/** JSON of MariaDB is a long text with a collation and a check, which go with it. */
function withoutAlias(real: ColumnText, from: ColumnText, to: ColumnText): ColumnText {
  const plain = new Map(real);
  if (/^default null$/i.test(real.get("default") ?? "")) plain.delete("default");
  if (!isJson(from) || isJson(to)) return plain;
  for (const attribute of ["charset", "collation"] as const) plain.delete(attribute);
  if (/^check \(json_valid\(`(?:[^`]|``)*`\)\)$/i.test(real.get("check") ?? "")) {
    plain.delete("check");
  }
  return plain;
}

function isJson(text: ColumnText): boolean {
  return /^json$/i.test(text.get("type") ?? "");
}

interface Change {
  readonly name: string;
  readonly from: ColumnText;
  readonly to: ColumnText;
}

/** What is kept, in the form that goes with what changes. */
function fitted(merged: Map<ColumnAttribute, string>, change: Change): ColumnText {
  const { name, from, to } = change;
  const forget = (...attributes: readonly ColumnAttribute[]): void => {
    for (const attribute of attributes) if (!to.has(attribute)) merged.delete(attribute);
  };
  // The one is part of the other.
  if (from.get("collation") !== to.get("collation")) forget("charset");
  if (to.has("generated")) forget("default", "update", "counter");
  if (from.get("type") === to.get("type")) return merged;
  const type = to.get("type") ?? "";
  if (!isText(type)) forget("charset", "collation");
  const preset = merged.get("default")?.replace(/^default\s+/i, "");
  if (preset !== undefined) merged.set("default", `DEFAULT ${renderDefault(preset, type)}`);
  const digits = momentDigits(type);
  if (digits !== undefined && merged.has("update")) {
    merged.set("update", `ON UPDATE ${currentTimestamp(digits)}`);
  }
  const check = merged.get("check");
  // A check of its own takes the place of the one that comes with the type.
  if (check !== undefined && isJson(to)) {
    merged.set("check", `CHECK (json_valid(${name}) AND (${check.replace(/^check\s*/i, "")}))`);
  }
  return merged;
}

/** What carries no meaning over into a column that is emptied, converted and filled again. */
const FRAGILE: readonly ColumnAttribute[] = ["default", "update", "null", "check"];

/**
 * The attributes of the real column that the migrations do not know and a change in several steps
 * would lose: of one that is `dropped` and made again all of them.
 */
export function unknownAttributes(
  versions: { readonly from: string; readonly real: string },
  dropped: boolean,
): readonly string[] {
  const from = readColumnText(versions.from);
  const real = withoutAlias(readColumnText(versions.real), from, new Map());
  return (dropped ? columnAttributes : FRAGILE)
    .filter((attribute) => says(real, attribute) && !says(from, attribute))
    .flatMap((attribute) => real.get(attribute) ?? []);
}

function says(text: ColumnText, attribute: ColumnAttribute): boolean {
  if (attribute === "null") return /^not/i.test(text.get("null") ?? "");
  // A collation has its character set by itself.
  return text.has(attribute) || (attribute === "charset" && text.has("collation"));
}

/** The SQL of each attribute that a definition has. */
export type ColumnText = ReadonlyMap<ColumnAttribute, string>;

/** Reads `name TYPE attributes`, written by us or by `SHOW CREATE TABLE`. */
export function readColumnText(definition: string): ColumnText {
  const tokens = [...solidTokens(definition, mysqlSql)].slice(1);
  const found = new Map<ColumnAttribute, string>();
  let attribute: ColumnAttribute = "type";
  let first = tokens[0];
  for (const [at, [token, depth]] of [...withDepth(tokens)].entries()) {
    const begins = at > 0 && depth === 0 ? beginning(token, tokens[at - 1]) : undefined;
    if (begins !== undefined && begins !== attribute) {
      attribute = begins;
      first = token;
    }
    found.set(attribute, definition.slice(first?.start, token.end));
  }
  return found;
}

/** The value of a default may be a word that begins something else in another place. */
function beginning(token: SqlToken, previous: SqlToken | undefined): ColumnAttribute | undefined {
  if (token.kind !== "word" || previous?.text.toLowerCase() === "default") return undefined;
  return BEGINNINGS.get(token.text.toLowerCase());
}
