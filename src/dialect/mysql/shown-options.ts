import type { Options } from "../../schema/options.js";
import { isWord, type SqlToken } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { clauseText } from "./clause-text.js";
import { readColumnText } from "./merge-column.js";
import { closingOf, cutTable, type TablePart } from "./table-parts.js";
import { readMysqlText } from "./text-literal.js";

/** What `SHOW CREATE TABLE` says and the catalogue does not, or not in one place. */
export interface ShownOptions {
  readonly fields: ReadonlyMap<string, Options>;
  readonly indexes: ReadonlyMap<string, Options>;
  readonly table: Options;
}

/** Told by the catalogue, or of no meaning for a table that is made anew. */
const TOLD: ReadonlySet<string> = new Set([
  "engine",
  "default_charset",
  "charset",
  "collate",
  "comment",
  "auto_increment",
]);

/** Reads the answer of `SHOW CREATE TABLE`. */
export function readShownOptions(text: string): ShownOptions {
  const { parts, tail } = cutTable(text);
  const fields = new Map<string, Options>();
  const indexes = new Map<string, Options>();
  const table: Record<string, string> = tailOptions(tail);
  for (const part of parts) {
    const { column, tokens } = part;
    if (column !== undefined) add(fields, column, fieldOptions(part));
    else if (isWord(tokens[0], "period")) Object.assign(table, periodOption(tokens));
    else if (isWord(tokens[0], "primary")) Object.assign(table, keyOption(tokens));
    else if (!isWord(tokens[0], "constraint")) {
      const name = tokens.find(({ kind }) => kind === "quoted");
      if (name !== undefined) add(indexes, nameOf(name), indexOptions(tokens));
    }
  }
  return { fields, indexes, table };
}

function add(map: Map<string, Options>, name: string, options: Options): void {
  if (Object.keys(options).length > 0) map.set(name, options);
}

/** What stands about a column beside its type, its default and its comment. */
function fieldOptions({ sql }: TablePart): Options {
  const text = readColumnText(sql);
  const has = (attribute: Parameters<typeof text.get>[0], word: RegExp): boolean =>
    word.test(text.get(attribute) ?? "");
  const row = /\bas row (start|end)\b/i.exec(text.get("generated") ?? "")?.[1];
  const versioning = /^with(?:out)?\b/i.exec(text.get("versioning") ?? "")?.[0];
  const check = /^check\s*\(([\s\S]*)\)$/i.exec(text.get("check") ?? "")?.[1];
  const srid = /\bsrid\s+(\d+)/i.exec(text.get("space") ?? "")?.[1];
  return {
    ...(has("visible", /^invisible/i) && { invisible: "true" }),
    ...(text.has("compression") && { compressed: "true" }),
    ...(row !== undefined && { row: row.toLowerCase() }),
    ...(versioning !== undefined && { versioning: versioning.toLowerCase() }),
    ...(check !== undefined && { check }),
    ...(srid !== undefined && { srid }),
    ...(text.has("format") && { column_format: lastWord(text.get("format")) }),
    ...(text.has("storage") && { storage: lastWord(text.get("storage")) }),
  };
}

function lastWord(text = ""): string {
  return text.toLowerCase().split(/\s+/).at(-1) ?? "";
}

/** What stands behind the brackets of an index; the catalogue has the rest. */
function indexOptions(tokens: readonly SqlToken[]): Options {
  const close = closingOf(
    tokens,
    tokens.findIndex(({ text }) => text === "("),
  );
  const behind = tokens.slice(close + 1);
  const after = (word: string): SqlToken | undefined => {
    const at = behind.findIndex((token) => isWord(token, word));
    return at < 0 ? undefined : behind.slice(at + 1).find(({ text }) => text !== "=");
  };
  const [using, size, parser] = ["using", "key_block_size", "parser"].map(after);
  const overlaps = tokens.findIndex((token) => isWord(token, "overlaps"));
  const period = tokens[overlaps - 2];
  const hidden = behind.some((one) => isWord(one, "ignored") || isWord(one, "invisible"));
  return {
    ...(using && { using: using.text.toLowerCase() }),
    ...(size && { key_block_size: size.text }),
    ...(parser && { parser: nameOf(parser) }),
    ...(hidden && { invisible: "true" }),
    ...(overlaps > 0 && period !== undefined && { without_overlaps: nameOf(period) }),
  };
}

/** A primary key that is more than a list of fields: its whole text. */
function keyOption(tokens: readonly SqlToken[]): Options {
  const open = tokens.findIndex(({ text }) => text === "(");
  const plain = tokens
    .slice(open)
    .every(({ kind, text }) => kind === "quoted" || ["(", ",", ")"].includes(text));
  return plain ? {} : { primary_key: clauseText(tokens.slice(open)) };
}

/** `PERIOD FOR name (from, to)` */
function periodOption(tokens: readonly SqlToken[]): Options {
  const name = tokens[2];
  if (name === undefined) return {};
  return isWord(name, "system_time")
    ? { system_period: clauseText(tokens.slice(3)) }
    : { period: clauseText(tokens.slice(2)) };
}

/** Behind the bracket: `KEY=value`, system versioning, and partitions to the end. */
function tailOptions(tokens: readonly SqlToken[]): Record<string, string> {
  const found: Record<string, string> = {};
  let words: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (isWord(token, "partition") && isWord(tokens[at + 1], "by")) {
      found.partition_by = clauseText(tokens.slice(at + 2));
      break;
    }
    if (token.text !== "=") {
      words.push(optionValue(token).toLowerCase());
      if (words.join(" ") === "with system versioning") {
        found.system_versioning = "true";
        words = [];
      }
      continue;
    }
    const value = tokens[at + 1];
    const end = value?.text === "(" ? closingOf(tokens, at + 1) : at + 1;
    const key = words.join("_");
    if (value !== undefined && !TOLD.has(key)) {
      found[key] =
        value.text === "(" ? clauseText(tokens.slice(at + 1, end + 1)) : optionValue(value);
    }
    words = [];
    at = end;
  }
  return found;
}

function optionValue(token: SqlToken): string {
  if (token.kind === "string") return readMysqlText(token.text);
  return token.kind === "quoted" ? nameOf(token) : token.text;
}
