import type { FieldDefault } from "../../schema/field.js";
import { sqlTokens } from "../../text/sql-lexer.js";
import { mysqlExpression, withoutParentheses } from "./expression.js";
import { mysqlSql } from "./sql-rules.js";
import { mysqlText, readMysqlText } from "./text-literal.js";

const NOW = /^(?:now|current_timestamp|localtime|localtimestamp)(?: ?\( ?(\d*) ?\))?$/i;
const TODAY = /^(?:current_date|curdate)(?: ?\( ?\))?$/i;
const TIME_OF_DAY = /^(?:current_time|curtime)(?: ?\( ?(\d*) ?\))?$/i;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** Types whose default may only be an expression in brackets. */
const LONG = /^(?:tiny|medium|long)?(?:text|blob)\b|^json\b|^geometry|^point/i;
const MOMENT = /^(?:datetime|timestamp)(?:\((\d)\))?/i;

/** Has the type no limit that an index could rely on? */
export function isLong(type: string): boolean {
  return LONG.test(type);
}

/** Digits of a second of a column that may hold the current time; undefined for other types. */
export function momentDigits(type: string): number | undefined {
  const found = MOMENT.exec(type);
  return found === null ? undefined : Number(found[1] ?? 0);
}

/** `CURRENT_TIMESTAMP(3)`: the server wants exactly the precision of the column. */
export function currentTimestamp(digits: number): string {
  return digits === 0 ? "CURRENT_TIMESTAMP" : `CURRENT_TIMESTAMP(${digits})`;
}

/**
 * What follows DEFAULT. The current time takes the precision of the column; what is no plain
 * literal, and everything for a long type, goes into brackets: MySQL wants it, MariaDB allows it.
 */
export function renderDefault(sql: string, type: string): string {
  const text = withoutParentheses(sql);
  const digits = momentDigits(type);
  if (digits !== undefined && NOW.test(text)) return currentTimestamp(digits);
  if (isLiteral(text) && !LONG.test(type)) return text;
  return `(${text})`;
}

/** A default in the one spelling that the expected schema and the introspector share. */
export function expectedDefault(sql: string, type: string): string {
  const text = withoutParentheses(sql);
  const now = NOW.exec(text);
  if (now !== null) {
    const digits = momentDigits(type) ?? Number(now[1] || 0);
    return `current_timestamp(${digits === 0 ? "" : digits})`;
  }
  if (TODAY.test(text)) return "curdate()";
  const time = TIME_OF_DAY.exec(text);
  if (time !== null) return `curtime(${time[1] === "0" ? "" : (time[1] ?? "")})`;
  if (!isLiteral(text)) return mysqlExpression(text);
  return expectedLiteral(text, type.toLowerCase());
}

/** A sequence is shown with its database at times: it is to be found in any. */
export function withoutDatabase(sql: string, name: string): string {
  return sql.replaceAll(`\`${name.replaceAll("`", "``")}\`.`, "");
}

/** What is kept current has the current time from the start unless it says that it has nothing. */
export function givenDefault(
  sql: string | undefined,
  autoUpdate: boolean,
): FieldDefault | undefined {
  if (sql !== undefined) return { kind: "sql", sql };
  return autoUpdate ? { kind: "sql", sql: "NULL" } : undefined;
}

function isLiteral(text: string): boolean {
  if (NUMBER.test(text) || /^(?:true|false|null)$/i.test(text)) return true;
  if (/^[xb]'[0-9a-f]*'$/i.test(text) || /^0x[0-9a-f]+$/i.test(text)) return true;
  return text.startsWith("'") && [...sqlTokens(text, mysqlSql)].length === 1;
}

function expectedLiteral(text: string, type: string): string {
  if (/^true$/i.test(text)) return "1";
  if (/^false$/i.test(text)) return "0";
  if (/^(?:var)?binary\b/.test(type)) return bytesText(text, type);
  if (/^bit\b/.test(type)) return bitsText(text);
  const value = text.startsWith("'") ? readMysqlText(text) : text;
  if (/^(?:tinyint|smallint|mediumint|int|bigint|float|double)/.test(type) && NUMBER.test(value)) {
    return /^[+-]?\d+$/.test(value) ? String(BigInt(value)) : String(Number(value));
  }
  if (type.startsWith("decimal") && NUMBER.test(value)) return decimalText(value, type);
  if (text.startsWith("'")) return mysqlText(momentText(value, type));
  if (NUMBER.test(text) && /^(?:char|varchar|enum|set|(?:tiny|medium|long)?text)/.test(type)) {
    return mysqlText(text);
  }
  return text.toLowerCase();
}

/** Bytes that are a plain text are written as one; `binary(4)` fills up with zeros by itself. */
function bytesText(literal: string, type: string): string {
  const digits = /^(?:x'([0-9a-f]*)'|0x([0-9a-f]+))$/i.exec(literal);
  const given =
    digits === null
      ? Buffer.from(literal.startsWith("'") ? readMysqlText(literal) : literal, "utf8")
      : Buffer.from(digits[1] ?? digits[2] ?? "", "hex");
  let end = given.length;
  if (type.startsWith("binary")) while (end > 0 && given[end - 1] === 0) end -= 1;
  const bytes = given.subarray(0, end);
  const plain = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return plain ? mysqlText(bytes.toString("latin1")) : `x'${bytes.toString("hex")}'`;
}

/** `5` and `b'0101'` in a BIT come back as `b'101'`. */
function bitsText(literal: string): string {
  const bits = /^b'([01]*)'$/i.exec(literal)?.[1];
  if (bits !== undefined) return `b'${bits.replace(/^0+(?=.)/, "")}'`;
  return /^\d+$/.test(literal) ? `b'${BigInt(literal).toString(2)}'` : literal.toLowerCase();
}

/** `1` in a DECIMAL(10,2) comes back as `1.00`. */
function decimalText(value: string, type: string): string {
  const scale = Number(/,(\d+)\)/.exec(type)?.[1] ?? 0);
  const found = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(value);
  if (found === null) return value;
  const [, sign = "", whole = "", fraction = ""] = found;
  if (fraction.length > scale) return value;
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  const text = scale === 0 ? digits : `${digits}.${fraction.padEnd(scale, "0")}`;
  return sign === "-" ? `-${text}` : text;
}

/** `2020-01-01` in a DATETIME(3) comes back as `2020-01-01 00:00:00.000`. */
function momentText(value: string, type: string): string {
  const digits = momentDigits(type);
  const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?(?:\.(\d+))?)?$/.exec(value);
  if (digits === undefined || found === null) return value;
  const [, day = "", minute = "00:00", second = ":00", fraction = ""] = found;
  if (fraction.length > digits) return value;
  return `${day} ${minute}${second}${digits === 0 ? "" : `.${fraction.padEnd(digits, "0")}`}`;
}
