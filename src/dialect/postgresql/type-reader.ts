import { bareType, type ColumnType, nativeType, typeWords } from "../expected.js";

/** Every spelling of a type that has a name in the model, in lower case. */
const NAMES = typeWords(
  "bigint bigserial boolean char date decimal inet integer interval json jsonb serial smallint text time timestamp timestamptz uuid varchar",
  {
    bool: "boolean",
    bytea: "bytes",
    character: "char",
    "character varying": "varchar",
    dec: "decimal",
    "double precision": "double",
    float4: "float",
    float8: "double",
    int: "integer",
    int2: "smallint",
    int4: "integer",
    int8: "bigint",
    numeric: "decimal",
    real: "float",
    serial4: "serial",
    serial8: "bigserial",
    "time without time zone": "time",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
  },
);

/** A text of any length that is not `text`, as the model's `varchar` without a length is. */
export const UNBOUNDED = "character varying";

/** Types whose modifier is a number of characters. */
const WITH_LENGTH = ["char", "varchar"];
/** Types whose modifier is a precision. */
const WITH_PRECISION = ["decimal", "interval", "time", "timestamp", "timestamptz"];

/** Spellings that were read: a database has thousands of columns, and few types. */
const READ = new Map<string, ColumnType>();
const MOST_READ = 1_000;

/**
 * A type as PostgreSQL or an author writes it, in the model's words; what the model has no word
 * for stays `native`, in lower case.
 */
export function readPostgresqlType(sql: string): ColumnType {
  const known = READ.get(sql);
  if (known !== undefined) return known;
  const type = readType(sql);
  if (READ.size < MOST_READ) READ.set(sql, type);
  return type;
}

function readType(sql: string): ColumnType {
  const text = tidy(sql);
  const bare = text.endsWith(" array") ? text.slice(0, -" array".length) : withoutBrackets(text);
  if (bare === text) return readScalar(text);
  const element = readScalar(bare);
  if (element.native !== undefined) return nativeType(`${element.native}[]`);
  return { ...element, type: `${element.type}[]` };
}

/** `int[][3]` is an array of `int` as well: PostgreSQL keeps no dimensions. */
function withoutBrackets(text: string): string {
  let end = text.length;
  while (text[end - 1] === "]") {
    const open = text.lastIndexOf("[", end - 1);
    if (open < 0 || !/^\d*$/.test(text.slice(open + 1, end - 1))) break;
    end = text[open - 1] === " " ? open - 1 : open;
  }
  return text.slice(0, end);
}

/** Lower case outside double quotes, no space that means nothing. */
function tidy(sql: string): string {
  return sql
    .trim()
    .split(/("(?:[^"]|"")*")/)
    .map((part, index) => (index % 2 === 1 ? part : part.toLowerCase()))
    .join("")
    .replace(/\s+/g, " ")
    .replace(/ ?\( ?/g, "(")
    .replace(/ ?, ?/g, ",")
    .replace(/ ?\)/g, ")")
    .replace(/^pg_catalog\./, "");
}

function readScalar(text: string): ColumnType {
  const match = /^([^(]*)(?:\((\d+)(?:,(-?\d+))?\))?([\s\S]*)$/.exec(text);
  const [, head = "", first, second, tail = ""] = match ?? [];
  if (head === "float" && tail === "") return readFloat(first);
  const type = Object.hasOwn(NAMES, head + tail) ? NAMES[head + tail] : undefined;
  if (type === undefined) return nativeType(text);
  if (first === undefined && type === "varchar") return nativeType(UNBOUNDED);
  if (first === undefined) return { ...bareType, type, length: type === "char" ? 1 : undefined };
  if (WITH_LENGTH.includes(type) && second === undefined) {
    return { ...bareType, type, length: Number(first) };
  }
  if (!WITH_PRECISION.includes(type)) return nativeType(text);
  // numeric(10) is numeric(10, 0); the others have no scale at all.
  const scale = type === "decimal" ? Number(second ?? 0) : undefined;
  // From version 15 the point may stand outside of the digits.
  if (scale !== undefined && (scale < 0 || scale > Number(first))) return nativeType(text);
  return { ...bareType, type, precision: Number(first), scale };
}

/** SQL's `FLOAT(binary digits)`. */
function readFloat(digits: string | undefined): ColumnType {
  return { ...bareType, type: digits !== undefined && Number(digits) <= 24 ? "float" : "double" };
}
