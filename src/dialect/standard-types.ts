import type { Field } from "../schema/field.js";

/** How one type of the model is written; the field brings length, precision, values. */
export type TypeRule = (field: Field) => string;

/** Every scalar type of the model. A dialect spreads the standard ones and names what differs. */
export type TypeRules = Readonly<Record<ScalarType, TypeRule>>;

export type ScalarType =
  | "varchar"
  | "char"
  | "text"
  | "smallint"
  | "integer"
  | "bigint"
  | "serial"
  | "bigserial"
  | "float"
  | "double"
  | "decimal"
  | "boolean"
  | "date"
  | "time"
  | "timestamp"
  | "timestamptz"
  | "interval"
  | "uuid"
  | "json"
  | "jsonb"
  | "bytes"
  | "enum"
  | "inet";

/** `NAME(length)`, or the other type when the field has no length. */
export function withLength(name: string, otherwise: string): TypeRule {
  return ({ length }) => (length === undefined ? otherwise : `${name}(${length})`);
}

/** `NAME(precision, scale)`, shorter when the field says less. */
export function withPrecision(name: string): TypeRule {
  return ({ precision, scale }) => {
    if (precision === undefined) return name;
    return `${name}(${precision}${scale === undefined ? "" : `,${scale}`})`;
  };
}

const always =
  (text: string): TypeRule =>
  () =>
    text;

/** The SQL standard's names, where it has one. */
export const standardTypes: TypeRules = Object.freeze({
  varchar: withLength("VARCHAR", "TEXT"),
  char: withLength("CHAR", "CHAR(1)"),
  text: always("TEXT"),
  smallint: always("SMALLINT"),
  integer: always("INTEGER"),
  bigint: always("BIGINT"),
  serial: always("INTEGER"),
  bigserial: always("BIGINT"),
  float: always("REAL"),
  double: always("DOUBLE PRECISION"),
  decimal: withPrecision("DECIMAL"),
  boolean: always("BOOLEAN"),
  date: always("DATE"),
  time: always("TIME"),
  timestamp: always("TIMESTAMP"),
  timestamptz: always("TIMESTAMP WITH TIME ZONE"),
  interval: always("INTERVAL"),
  uuid: always("CHAR(36)"),
  json: always("JSON"),
  jsonb: always("JSON"),
  bytes: always("BLOB"),
  enum: always("VARCHAR(255)"),
  inet: always("VARCHAR(43)"),
});
