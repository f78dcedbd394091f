import type { Field } from "../schema/field.js";

/** How one type of the model is written: always so, or by the field's length, precision, values. */
export type TypeRule = string | ((field: Field) => string);

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

export function typeText(rule: TypeRule, field: Field): string {
  return typeof rule === "string" ? rule : rule(field);
}

/** The SQL standard's names, where it has one. */
export const standardTypes = Object.freeze({
  varchar: withLength("VARCHAR", "TEXT"),
  char: withLength("CHAR", "CHAR(1)"),
  text: "TEXT",
  smallint: "SMALLINT",
  integer: "INTEGER",
  bigint: "BIGINT",
  serial: "INTEGER",
  bigserial: "BIGINT",
  float: "REAL",
  double: "DOUBLE PRECISION",
  decimal: withPrecision("DECIMAL"),
  boolean: "BOOLEAN",
  date: "DATE",
  time: "TIME",
  timestamp: "TIMESTAMP",
  timestamptz: "TIMESTAMP WITH TIME ZONE",
  interval: "INTERVAL",
  uuid: "CHAR(36)",
  json: "JSON",
  jsonb: "JSON",
  bytes: "BLOB",
  enum: "VARCHAR(255)",
  inet: "VARCHAR(43)",
} satisfies Readonly<Record<string, TypeRule>>);

export type ScalarType = keyof typeof standardTypes;

/** Every scalar type of the model. A dialect spreads the standard ones and names what differs. */
export type TypeRules = Readonly<Record<ScalarType, TypeRule>>;
