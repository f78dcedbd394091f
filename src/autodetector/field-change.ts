import { counts } from "../schema/counter.js";
import type { Field } from "../schema/field.js";

/** Type -> the types that every database makes of it by itself. */
const CASTS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    smallint: ["integer", "bigint", "serial", "bigserial", "decimal", "float", "double"],
    integer: ["smallint", "bigint", "serial", "bigserial", "decimal", "float", "double"],
    bigint: ["smallint", "integer", "serial", "bigserial", "decimal", "float", "double"],
    serial: ["smallint", "integer", "bigint", "bigserial", "decimal", "float", "double"],
    bigserial: ["smallint", "integer", "bigint", "serial", "decimal", "float", "double"],
    decimal: ["smallint", "integer", "bigint", "float", "double"],
    float: ["double", "decimal", "smallint", "integer", "bigint"],
    double: ["float", "decimal", "smallint", "integer", "bigint"],
    char: ["varchar"],
    varchar: ["char"],
    text: ["varchar", "char"],
    date: ["timestamp", "timestamptz"],
    timestamp: ["timestamptz", "date", "time"],
    timestamptz: ["timestamp", "date", "time"],
    json: ["jsonb"],
    jsonb: ["json"],
  }),
);
const TEXTS: ReadonlySet<string> = new Set(["text", "varchar", "char"]);

/** Do databases make the new value of the old one without being told how? */
export function castsAlone(from: Field, to: Field): boolean {
  if (from.type === to.type && from.native === to.native) return true;
  // A key has the type of what it refers to, which is not for the two fields alone to say.
  if (from.type === "foreign_key" || to.type === "foreign_key") return true;
  if (to.generated !== undefined) return true;
  return TEXTS.has(to.type) || (CASTS.get(from.type)?.includes(to.type) ?? false);
}

/** Do rows that exist get a value when the field comes? */
export function isFilled(field: Field): boolean {
  if (field.nullable || field.default !== undefined || field.generated !== undefined) return true;
  return field.autoCreate || counts(field);
}
