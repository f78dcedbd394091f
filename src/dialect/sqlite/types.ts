import type { Field } from "../../schema/field.js";
import {
  both,
  type Client,
  type ClientType,
  commonClientTypes,
  listAsJson,
} from "../client-types.js";
import type { ColumnType } from "../expected.js";
import { standardTypes, type TypeRules, withLength, withPrecision } from "../standard-types.js";

const word = (text: string) => () => text;

/**
 * Declared types. SQLite takes any word and derives from it only an affinity: a value is turned
 * into a number if it can be. So the words keep the model's type readable, and end in TEXT where a
 * value that happens to look like a number (a UUID without dashes, JSON `1e3`) must stay as it is.
 * https://www.sqlite.org/datatype3.html#determination_of_column_affinity
 */
export const sqliteTypes: TypeRules = Object.freeze({
  ...standardTypes,
  varchar: withLength("VARCHAR", "VARCHAR"),
  char: withLength("CHAR", "CHAR"),
  // AUTOINCREMENT wants exactly the word INTEGER.
  bigserial: word("INTEGER"),
  float: word("FLOAT"),
  double: word("DOUBLE"),
  decimal: withPrecision("DECIMAL"),
  timestamptz: word("TIMESTAMPTZ"),
  // INTERVAL would have the affinity of an INTeger.
  interval: word("DURATION_TEXT"),
  uuid: word("UUID_TEXT"),
  json: word("JSON_TEXT"),
  jsonb: word("JSONB_TEXT"),
  bytes: word("BLOB"),
  enum: word("ENUM_TEXT"),
  inet: word("INET_TEXT"),
});

/** The six words of a STRICT table; a decimal is ANY there, because REAL would lose digits. */
export const strictTypes: TypeRules = Object.freeze({
  varchar: word("TEXT"),
  char: word("TEXT"),
  text: word("TEXT"),
  smallint: word("INTEGER"),
  integer: word("INTEGER"),
  bigint: word("INTEGER"),
  serial: word("INTEGER"),
  bigserial: word("INTEGER"),
  float: word("REAL"),
  double: word("REAL"),
  decimal: word("ANY"),
  boolean: word("INTEGER"),
  date: word("TEXT"),
  time: word("TEXT"),
  timestamp: word("TEXT"),
  timestamptz: word("TEXT"),
  interval: word("TEXT"),
  uuid: word("TEXT"),
  json: word("TEXT"),
  jsonb: word("TEXT"),
  bytes: word("BLOB"),
  enum: word("TEXT"),
  inet: word("TEXT"),
});

/**
 * Declared word -> type of the model; also the words that other tools write, where the two have one
 * affinity. UUID and JSON are not here, although they look like it: their affinity is NUMERIC, which
 * makes a number of every text that reads like one.
 */
const READ: Readonly<Record<string, string>> = {
  varchar: "varchar",
  "character varying": "varchar",
  nvarchar: "varchar",
  char: "char",
  character: "char",
  nchar: "char",
  text: "text",
  clob: "text",
  tinyint: "smallint",
  smallint: "smallint",
  integer: "integer",
  int: "integer",
  mediumint: "integer",
  bigint: "bigint",
  float: "float",
  double: "double",
  "double precision": "double",
  real: "double",
  decimal: "decimal",
  numeric: "decimal",
  boolean: "boolean",
  bool: "boolean",
  date: "date",
  time: "time",
  timestamp: "timestamp",
  datetime: "timestamp",
  timestamptz: "timestamptz",
  duration_text: "interval",
  uuid_text: "uuid",
  json_text: "json",
  jsonb_text: "jsonb",
  blob: "bytes",
  enum_text: "enum",
  inet_text: "inet",
};

const ARRAY = /^(.*)_array_text$/;
const LENGTH: ReadonlySet<string> = new Set(["varchar", "char"]);

/** `INTEGER_ARRAY_TEXT`: the JSON text of an array. */
export function arrayType(element: string): string {
  return `${element.toUpperCase()}_ARRAY_TEXT`;
}

/**
 * The model's type of a declared one, `native` when no type of the model is written like that.
 * Both sides of the comparison use it: the introspector and the expected form.
 */
export function readSqliteType(declared: string): ColumnType {
  const parts = /^([^()]*)(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?$/.exec(declared.trim());
  const word = (parts?.[1] ?? "").trimEnd().toLowerCase().replaceAll(/\s+/g, " ");
  const type = READ[word] ?? elementOf(word);
  const [first, second] = [numberOf(parts?.[2]), numberOf(parts?.[3])];
  if (type === undefined || !fits(type, first, second)) {
    return { ...plain, type: "native", native: declared.trim() };
  }
  if (LENGTH.has(type)) return { ...plain, type, length: first };
  return { ...plain, type, precision: first, scale: second };
}

/**
 * The same where the column alone is the primary key: only the very word INTEGER makes it a name of
 * the rowid, so that another one must stay as it is.
 * https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key
 */
export function readKeyType(declared: string): ColumnType {
  const read = readSqliteType(declared);
  const isRowid = declared.trim().toLowerCase() === "integer";
  return read.type === "integer" && !isRowid
    ? { ...plain, type: "native", native: declared.trim() }
    : read;
}

function elementOf(word: string): string | undefined {
  const element = ARRAY.exec(word)?.[1];
  return element === undefined ? undefined : `${element}[]`;
}

/** A list of values may stand in for the type: what an enum is declared as, nothing less. */
export function isTextAlone({ type, length }: ColumnType): boolean {
  return (type === "text" || type === "enum") && length === undefined;
}

/** Numbers that the type has no place for must not be lost. */
function fits(type: string, first: number | undefined, second: number | undefined): boolean {
  if (first === undefined) return true;
  return type === "decimal" || (LENGTH.has(type) && second === undefined);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

const plain: ColumnType = Object.freeze({
  type: "native",
  native: undefined,
  length: undefined,
  precision: undefined,
  scale: undefined,
  values: undefined,
} satisfies Partial<Field>);

const whole: ClientType = { select: "number", insert: "number | bigint" };
const text = both("string");

/** `better-sqlite3`, which takes neither booleans nor dates. */
export const sqliteClient: Client = Object.freeze({
  name: "better-sqlite3",
  types: {
    ...commonClientTypes,
    bigint: whole,
    bigserial: whole,
    // More digits than a double holds stay text.
    decimal: both("number | string"),
    boolean: both("number"),
    date: text,
    timestamp: text,
    timestamptz: text,
    json: text,
    jsonb: text,
  },
  listOf: listAsJson(text),
});
