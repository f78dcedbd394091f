import { sqlTokens } from "../../text/sql-lexer.js";
import { bareType, type ColumnType, nativeType, typeWords } from "../expected.js";
import { mysqlSql } from "./sql-rules.js";
import { readMysqlText } from "./text-literal.js";

/** Spellings that mean another one. */
const ALIASES: Readonly<Record<string, string>> = {
  bool: "tinyint(1)",
  boolean: "tinyint(1)",
  dec: "decimal",
  "double precision": "double",
  fixed: "decimal",
  int1: "tinyint",
  int2: "smallint",
  int3: "mediumint",
  int4: "int",
  int8: "bigint",
  integer: "int",
  numeric: "decimal",
  real: "double",
};

const PLAIN = typeWords("bigint date double float json smallint", {
  int: "integer",
  longblob: "bytes",
  longtext: "text",
  "tinyint(1)": "boolean",
});

const INTEGERS = /^(tinyint|smallint|mediumint|int|bigint)(\(\d+\))?(.*)$/;
/** Digits that MariaDB shows an integer with when no others were asked for: with a sign, and without. */
const WIDTHS: Readonly<Record<string, readonly [signed: string, unsigned: string]>> = {
  tinyint: ["(4)", "(3)"],
  smallint: ["(6)", "(5)"],
  mediumint: ["(9)", "(8)"],
  int: ["(11)", "(10)"],
  bigint: ["(20)", "(20)"],
};
const MOMENTS: Readonly<Record<string, string>> = {
  datetime: "timestamp",
  timestamp: "timestamptz",
};

/**
 * A column type as MySQL, MariaDB or an author writes it, in the model's words; what the model has
 * no word for stays `native`. Display widths are left out where they are as usual (`int(11)`).
 */
export function readMysqlType(sql: string): ColumnType {
  const text = tidy(sql);
  const plain = Object.hasOwn(PLAIN, text) ? PLAIN[text] : undefined;
  if (plain !== undefined) return { ...bareType, type: plain };
  const sized = /^(\w+)(?:\((\d+)(?:,(\d+))?\))?$/.exec(text);
  if (sized !== null) return readSized(text, sized);
  if (text.startsWith("enum(")) return { ...bareType, type: "enum", values: valuesOf(sql) };
  return nativeType(text);
}

function readSized(text: string, sized: RegExpExecArray): ColumnType {
  const [, name = "", first, second] = sized;
  const size = first === undefined ? undefined : Number(first);
  if (name === "decimal") {
    return { ...bareType, type: "decimal", precision: size ?? 10, scale: Number(second ?? 0) };
  }
  if (second !== undefined) return nativeType(text);
  const moment = Object.hasOwn(MOMENTS, name) ? MOMENTS[name] : undefined;
  if (moment !== undefined) return { ...bareType, type: moment, precision: size ?? 0 };
  // A length of nothing is one that the model does not have.
  if (size === 0 && name !== "time") return nativeType(text);
  switch (name) {
    case "time":
      return { ...bareType, type: "time", precision: size === 0 ? undefined : size };
    case "char":
      // The type of `uuid` has no other name here.
      return size === 36
        ? { ...bareType, type: "uuid" }
        : { ...bareType, type: "char", length: size ?? 1 };
    case "varchar":
      return size === undefined ? nativeType(text) : { ...bareType, type: "varchar", length: size };
    case "varbinary":
      return size === undefined ? nativeType(text) : { ...bareType, type: "bytes", length: size };
    default:
      return nativeType(text);
  }
}

/** Lower case outside quotes, no space and no usual display width. */
function tidy(sql: string): string {
  const text = [...sqlTokens(sql.trim(), mysqlSql)]
    .map((token) => {
      if (token.kind === "string") return token.text;
      return token.kind === "space" ? " " : token.text.toLowerCase();
    })
    .join("")
    .replace(/ ?\( ?/g, "(")
    .replace(/ ?, ?/g, ",")
    .replace(/ ?\)/g, ")");
  const [head = "", ...rest] = text.split("(");
  const known = Object.hasOwn(ALIASES, head) ? ALIASES[head] : undefined;
  const plain = known === undefined ? text : [known, ...rest].join("(");
  const integer = INTEGERS.exec(plain);
  if (integer === null) return plain;
  const [, name = "", width, tail = ""] = integer;
  const zerofill = tail.includes("zerofill");
  // Zeros in front are for numbers without a sign.
  const sign = zerofill ? " unsigned zerofill" : tail;
  const usual = WIDTHS[name]?.[sign.includes("unsigned") ? 1 : 0];
  return name + (width === usual ? "" : (width ?? "")) + sign;
}

/** The type without a display width: MySQL has them for `tinyint(1)` and zeros in front only. */
export function withoutWidth(type: ColumnType): ColumnType {
  const integer = INTEGERS.exec(type.native ?? "");
  if (integer === null || type.native?.includes("zerofill") === true) return type;
  return readMysqlType(`${integer[1]}${integer[3]}`);
}

function valuesOf(sql: string): readonly string[] {
  return [...sqlTokens(sql, mysqlSql)]
    .filter((token) => token.kind === "string")
    .map((token) => readMysqlText(token.text));
}
