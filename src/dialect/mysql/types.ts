import { type Client, type ClientType, commonClientTypes, listAsJson } from "../client-types.js";
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

const moment: ClientType = { select: "Date", insert: "Date | string" };
const whole: ClientType = { select: "number", insert: "number | bigint | string" };
/** MariaDB's JSON is text, and a text is a JSON value, too. */
const json: ClientType = { select: "JsonValue", insert: "string" };

/** `mysql2`. */
export const mysqlClient: Client = Object.freeze({
  name: "mysql2",
  types: {
    ...commonClientTypes,
    bigint: whole,
    bigserial: whole,
    decimal: { select: "string", insert: "string | number" },
    boolean: { select: "number", insert: "boolean | number" },
    date: moment,
    timestamp: moment,
    timestamptz: moment,
    json,
    jsonb: json,
  },
  listOf: listAsJson(json),
});
