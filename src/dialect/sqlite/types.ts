import { both, makeClient } from "../client-types.js";
import { bareType, type ColumnType, nativeType, typeWords } from "../expected.js";
import { standardTypes, type TypeRules, withLength, withPrecision } from "../standard-types.js";

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
  bigserial: "INTEGER",
  float: "FLOAT",
  double: "DOUBLE",
  decimal: withPrecision("DECIMAL"),
  timestamptz: "TIMESTAMPTZ",
  // INTERVAL would have the affinity of an INTeger.
  interval: "DURATION_TEXT",
  uuid: "UUID_TEXT",
  json: "JSON_TEXT",
  jsonb: "JSONB_TEXT",
  bytes: "BLOB",
  enum: "ENUM_TEXT",
  inet: "INET_TEXT",
});

/** What a STRICT table has instead of TEXT; a decimal is ANY there, because REAL would lose digits. */
const STRICT: Readonly<Record<string, string>> = {
  smallint: "INTEGER",
  integer: "INTEGER",
  bigint: "INTEGER",
  serial: "INTEGER",
  bigserial: "INTEGER",
  float: "REAL",
  double: "REAL",
  decimal: "ANY",
  boolean: "INTEGER",
  bytes: "BLOB",
};

/** The one of the six words of a STRICT table that holds a type of the model. */
export function strictType(type: string): string {
  return STRICT[type] ?? "TEXT";
}

/**
 * Declared word -> type of the model; also the words that other tools write, where the two have one
 * affinity. UUID and JSON are not here, although they look like it: their affinity is NUMERIC, which
 * makes a number of every text that reads like one.
 */
const READ = typeWords(
  "varchar char text smallint integer bigint float double decimal boolean date time timestamp timestamptz",
  {
    "character varying": "varchar",
    nvarchar: "varchar",
    character: "char",
    nchar: "char",
    clob: "text",
    tinyint: "smallint",
    int: "integer",
    mediumint: "integer",
    "double precision": "double",
    real: "double",
    numeric: "decimal",
    bool: "boolean",
    datetime: "timestamp",
    duration_text: "interval",
    uuid_text: "uuid",
    json_text: "json",
    jsonb_text: "jsonb",
    blob: "bytes",
    enum_text: "enum",
    inet_text: "inet",
  },
);

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
    return nativeType(declared.trim());
  }
  if (LENGTH.has(type)) return { ...bareType, type, length: first };
  return { ...bareType, type, precision: first, scale: second };
}

/**
 * The same where the column alone is the primary key: only the very word INTEGER makes it a name of
 * the rowid, so that another one must stay as it is.
 * https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key
 */
export function readKeyType(declared: string): ColumnType {
  const read = readSqliteType(declared);
  const isRowid = declared.trim().toLowerCase() === "integer";
  return read.type === "integer" && !isRowid ? nativeType(declared.trim()) : read;
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

/** `better-sqlite3`, which takes neither booleans nor dates. */
export const sqliteClient = makeClient("better-sqlite3", {
  bigint: { select: "number", insert: "number | bigint" },
  // More digits than a double holds stay text.
  decimal: both("number | string"),
  boolean: both("number"),
  moment: both("string"),
  json: both("string"),
});
