import { isSolid, type SqlToken, sqlTokens } from "../../text/sql-lexer.js";
import { mysqlSql } from "./sql-rules.js";

/** What a column's definition consists of, in an order that both servers take. */
const ATTRIBUTES = [
  "type",
  "compression",
  "charset",
  "collation",
  "space",
  "generated",
  "counter",
  "default",
  "update",
  "null",
  "visible",
  "versioning",
  "format",
  "storage",
  "engine",
  "engine2",
  "comment",
  "check",
] as const;

export type ColumnAttribute = (typeof ATTRIBUTES)[number];

/** The SQL of each attribute that a definition has. */
export type ColumnText = ReadonlyMap<ColumnAttribute, string>;

/** The words that begin an attribute. */
const BEGINNINGS: ReadonlyMap<string, ColumnAttribute> = new Map([
  ["compressed", "compression"],
  ["character", "charset"],
  ["charset", "charset"],
  ["collate", "collation"],
  ["ref_system_id", "space"],
  ["srid", "space"],
  ["generated", "generated"],
  ["as", "generated"],
  ["auto_increment", "counter"],
  ["default", "default"],
  ["on", "update"],
  ["not", "null"],
  ["null", "null"],
  ["visible", "visible"],
  ["invisible", "visible"],
  ["with", "versioning"],
  ["without", "versioning"],
  ["column_format", "format"],
  ["storage", "storage"],
  ["engine_attribute", "engine"],
  ["secondary_engine_attribute", "engine2"],
  ["comment", "comment"],
  ["check", "check"],
]);

/** Reads `name TYPE attributes`, written by us or by `SHOW CREATE TABLE`. */
export function readColumnText(definition: string): ColumnText {
  const tokens = [...sqlTokens(definition, mysqlSql)].filter(isSolid).slice(1);
  const found = new Map<ColumnAttribute, string>();
  let attribute: ColumnAttribute = "type";
  let first = tokens[0];
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    const begins = at > 0 && depth === 0 ? beginning(token, tokens[at - 1]) : undefined;
    if (begins !== undefined && begins !== attribute) {
      attribute = begins;
      first = token;
    }
    found.set(attribute, definition.slice(first?.start, token.end));
  }
  return found;
}

export function writeColumnText(name: string, text: ColumnText): string {
  return [name, ...ATTRIBUTES.flatMap((attribute) => text.get(attribute) ?? [])].join(" ");
}

export function columnAttributes(): readonly ColumnAttribute[] {
  return ATTRIBUTES;
}

/** The value of a default may be a word that begins something else in another place. */
function beginning(token: SqlToken, previous: SqlToken | undefined): ColumnAttribute | undefined {
  if (token.kind !== "word" || previous?.text.toLowerCase() === "default") return undefined;
  return BEGINNINGS.get(token.text.toLowerCase());
}
