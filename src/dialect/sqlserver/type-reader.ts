import { bareType, type ColumnType } from "../expected.js";

const NAMES: Readonly<Record<string, string>> = {
  bigint: "bigint",
  bit: "boolean",
  date: "date",
  int: "integer",
  integer: "integer",
  smallint: "smallint",
  uniqueidentifier: "uuid",
};

const FRACTIONS: Readonly<Record<string, string>> = {
  datetime2: "timestamp",
  datetimeoffset: "timestamptz",
  time: "time",
};

const TEXTS: Readonly<Record<string, string>> = {
  nchar: "char",
  "national char": "char",
  "national character": "char",
  "national char varying": "varchar",
  "national character varying": "varchar",
  nvarchar: "varchar",
};

/** Digits of a second that a column has when it does not say how many. */
const USUAL_DIGITS = 7;

/**
 * A type as SQL Server or an author writes it, in the model's words; what the model has no word for
 * stays `native`, in lower case.
 */
export function readSqlserverType(sql: string): ColumnType {
  const text = sql
    .trim()
    .toLowerCase()
    .replace(/\[(\w+)\]/g, "$1")
    .replace(/^sys\./, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([(,)]) ?/g, "$1");
  const match = /^([a-z_0-9 ]+?)(?:\((max|\d+)(?:,(\d+))?\))?$/.exec(text);
  const [, name = "", first, second] = match ?? [];
  if (first === undefined && Object.hasOwn(NAMES, name))
    return { ...bareType, type: NAMES[name] ?? name };
  if (Object.hasOwn(FRACTIONS, name)) return fraction(FRACTIONS[name] ?? name, first);
  if (Object.hasOwn(TEXTS, name)) return characters(TEXTS[name] ?? name, first);
  if (name === "varbinary" && first === "max") return { ...bareType, type: "bytes" };
  if (/^(?:decimal|dec|numeric)$/.test(name)) {
    return {
      ...bareType,
      type: "decimal",
      precision: Number(first ?? 18),
      scale: Number(second ?? 0),
    };
  }
  if (name === "real") return { ...bareType, type: "float" };
  if (name === "double precision") return { ...bareType, type: "double" };
  if (name === "float") {
    return { ...bareType, type: first !== undefined && Number(first) <= 24 ? "float" : "double" };
  }
  return { ...bareType, type: "native", native: text };
}

function fraction(type: string, digits: string | undefined): ColumnType {
  const precision = Number(digits ?? USUAL_DIGITS);
  return { ...bareType, type, precision: precision === USUAL_DIGITS ? undefined : precision };
}

function characters(type: string, length: string | undefined): ColumnType {
  if (length === "max") return { ...bareType, type: "text" };
  return { ...bareType, type, length: Number(length ?? 1) };
}
