import { isWord, type SqlToken, solidTokens } from "../text/sql-lexer.js";
import type { SqlRules } from "../text/sql-rules.js";
import type { DialectError } from "./dialect-error.js";
import { quoteText } from "./literals.js";
import { type LineCounter, lineFrom, type ScriptStatement, scriptError } from "./script-line.js";

/** Rows and characters of one INSERT: few enough for a parser, many enough to be quick. */
const MOST_ROWS = 200;
const MOST_CHARACTERS = 50_000;

const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** `COPY t (a, b) FROM stdin`, taken apart. */
interface CopyHead {
  readonly sql: string;
  /** The table with its fields, as written. */
  readonly target: string;
  /** undefined: all of the table's, however many those are. */
  readonly fields: number | undefined;
}

/**
 * Reads a COPY whose data stand in the script; undefined for any other statement.
 *
 * @throws DialectError DIALECT_SCRIPT for a format other than that of `pg_dump`.
 */
export function readCopy(sql: string, rules: SqlRules, line: number): CopyHead | undefined {
  const tokens = [...solidTokens(sql, rules)];
  const from = tokens.findIndex(
    (token, at) => isWord(token, "from") && isWord(tokens[at + 1], "stdin"),
  );
  const [copy] = tokens;
  if (!isWord(copy, "copy") || copy === undefined || from < 2) return undefined;
  if (tokens.length > from + 2) {
    throw scriptError({
      line,
      text: sql,
      why: "copies data in a format that is not understood",
      hint: "Take the options out and write the data as pg_dump does (tabs between values), or dump with `--inserts`.",
    });
  }
  const target = sql.slice(copy.end, tokens[from - 1]?.end).trim();
  return { sql, target, fields: countFields(tokens.slice(1, from)) };
}

function countFields(tokens: readonly SqlToken[]): number | undefined {
  if (!tokens.some(({ text }) => text === "(")) return undefined;
  return tokens.filter(({ text }) => text === ",").length + 1;
}

interface CopyRequest {
  readonly head: CopyHead;
  /** The whole script. */
  readonly script: string;
  /** Where COPY ends. */
  readonly behind: number;
  readonly lines: LineCounter;
}

interface CopyResult {
  readonly statements: readonly ScriptStatement[];
  /** Offset behind the line that ends the data. */
  readonly end: number;
}

/**
 * The data behind a COPY as INSERT statements: the client library does not speak the protocol of
 * COPY. The values are what COPY takes them for, texts that the type of the field reads.
 *
 * @throws DialectError DIALECT_SCRIPT when the data have no end, or a row does not fit the fields.
 */
export function copyStatements({ head, script, behind, lines }: CopyRequest): CopyResult {
  const statements: ScriptStatement[] = [];
  let batch: string[] = [];
  let size = 0;
  const flush = (line: number): void => {
    if (batch.length > 0) statements.push({ sql: insert(head, batch), line });
    batch = [];
    size = 0;
  };
  const first = lines.at(behind) + 1;
  let line = lineFrom(script, behind);
  for (let number = first; line.end < script.length; number += 1) {
    line = lineFrom(script, line.end + 1);
    if (line.text === "\\.") {
      flush(number - 1);
      return { statements, end: line.end };
    }
    if (line.end >= script.length) break;
    const row = rowOf(line.text, head, number);
    if (batch.length === MOST_ROWS || size + row.length > MOST_CHARACTERS) flush(number - 1);
    batch.push(row);
    size += row.length;
  }
  throw scriptError({
    line: first - 1,
    text: head.sql,
    why: "copies data of which the end, a line `\\.`, is missing",
    hint: "Make the dump anew, or put the rows and the line `\\.` behind the statement.",
  });
}

function insert({ target }: CopyHead, rows: readonly string[]): string {
  // COPY gives fields that count by themselves the values of the data, whatever they are declared.
  return `INSERT INTO ${target} OVERRIDING SYSTEM VALUE VALUES\n${rows.join(",\n")}`;
}

function rowOf(text: string, head: CopyHead, line: number): string {
  const values = text.split("\t");
  if (head.fields === undefined && text === "") throw namelessRow(head, line);
  if (head.fields !== undefined && values.length !== head.fields) {
    throw scriptError({
      line,
      text,
      why: `is a row of ${values.length} values for ${head.fields} fields`,
      hint: "Between two values stands exactly one tab; editors that replace tabs by blanks destroy such data.",
    });
  }
  return `(${values.map((value) => literalOf(value, line)).join(", ")})`;
}

function literalOf(text: string, line: number): string {
  if (text === "\\N") return "NULL";
  if (!text.includes("\\")) return quoteText(text);
  const plain = text.replaceAll(
    /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|([\s\S]))/g,
    (_whole, octal?: string, hex?: string, char = "") => {
      if (octal === undefined && hex === undefined) return ESCAPES[char] ?? char;
      return byteOf(
        octal === undefined ? Number.parseInt(hex ?? "", 16) : Number.parseInt(octal, 8),
        {
          text,
          line,
        },
      );
    },
  );
  // A backslash means itself only where `standard_conforming_strings` is on.
  return plain.includes("\\") ? `E${quoteText(plain.replaceAll("\\", "\\\\"))}` : quoteText(plain);
}

/** A byte that is a character by itself; pg_dump writes no others this way. */
function byteOf(code: number, place: { readonly text: string; readonly line: number }): string {
  if (code < 0x80) return String.fromCharCode(code);
  throw scriptError({
    ...place,
    why: "holds a value with a byte that is no character",
    hint: "Write the character itself, in UTF-8.",
  });
}

/** Without names, an empty line is one empty text or, in a table without fields, no value at all. */
function namelessRow({ sql }: CopyHead, line: number): DialectError {
  return scriptError({
    line,
    text: sql,
    why: "is an empty row of a COPY that names no fields",
    hint: "Name the fields behind the table, or write the rows as INSERT.",
  });
}
