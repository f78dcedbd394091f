import { makeClient } from "../client-types.js";
import { standardTypes, type TypeRule, type TypeRules, withLength } from "../standard-types.js";
import { mysqlText } from "./text-literal.js";

/** Digits of a second that a JavaScript Date can hold: no moment loses anything on its way. */
const DATE_DIGITS = 3;

/**
 * How MySQL and MariaDB spell the types of the model. Where there is a choice, the one that keeps
 * every value: LONGTEXT and LONGBLOB have no small limit, DATETIME ends in 9999 and not in 2038,
 * a DECIMAL without precision would round to whole numbers.
 */
export const mysqlTypes: TypeRules = Object.freeze({
  ...standardTypes,
  varchar: withLength("VARCHAR", "LONGTEXT"),
  text: withLength("VARCHAR", "LONGTEXT"),
  integer: "INT",
  serial: "INT",
  float: "FLOAT",
  double: "DOUBLE",
  decimal: ({ precision, scale }) =>
    precision === undefined ? "DECIMAL(65,30)" : `DECIMAL(${precision},${scale ?? 0})`,
  boolean: "TINYINT(1)",
  time: withFraction("TIME", 0),
  timestamp: withFraction("DATETIME", DATE_DIGITS),
  timestamptz: withFraction("TIMESTAMP", DATE_DIGITS),
  interval: "VARCHAR(255)",
  bytes: withLength("VARBINARY", "LONGBLOB"),
  enum: ({ values }) => `ENUM(${(values ?? []).map(mysqlText).join(",")})`,
});

/** A type whose modifier is the number of digits of a second. */
function withFraction(name: string, usual: number): TypeRule {
  return ({ precision = usual }) => (precision === 0 ? name : `${name}(${precision})`);
}

/** `mysql2`. */
export const mysqlClient = makeClient("mysql2", {
  bigint: { select: "number", insert: "number | bigint | string" },
  decimal: { select: "string", insert: "string | number" },
  boolean: { select: "number", insert: "boolean | number" },
  moment: { select: "Date", insert: "Date | string" },
  // MariaDB's JSON is text, and a text is a JSON value, too.
  json: { select: "JsonValue", insert: "string" },
});
