import { isDeepStrictEqual } from "node:util";
import type { Field } from "../../schema/field.js";

/** Types whose values SQLite stores in one and the same form. */
export type TypeKind =
  | "boolean"
  | "integer"
  | "real"
  | "decimal"
  | "text"
  | "bytes"
  | "uuid"
  | "json"
  | "array"
  | "date"
  | "moment"
  | "time"
  | "interval"
  | "inet"
  | "other";

const KINDS: Readonly<Record<string, TypeKind>> = {
  boolean: "boolean",
  smallint: "integer",
  integer: "integer",
  bigint: "integer",
  serial: "integer",
  bigserial: "integer",
  float: "real",
  double: "real",
  decimal: "decimal",
  varchar: "text",
  char: "text",
  text: "text",
  bytes: "bytes",
  uuid: "uuid",
  json: "json",
  jsonb: "json",
  date: "date",
  timestamp: "moment",
  timestamptz: "moment",
  time: "time",
  interval: "interval",
  inet: "inet",
};

const SIZES: Readonly<Record<string, number>> = { smallint: 2, integer: 4, serial: 4 };

/** Kinds that are kept as text, as it is written. */
const WRITTEN: ReadonlySet<TypeKind> = new Set([
  "text",
  "uuid",
  "json",
  "array",
  "date",
  "moment",
  "time",
  "interval",
  "inet",
  "other",
]);

export function kindOf(type: string): TypeKind {
  return type.endsWith("[]") ? "array" : (KINDS[type] ?? "other");
}

/** Is every value of the one type, as it is stored, one of the other? */
export function isWider(from: Field, to: Field): boolean {
  const [old, fresh] = [kindOf(from.type), kindOf(to.type)];
  if (fresh === "text") {
    return WRITTEN.has(old) && (to.length ?? Infinity) >= (from.length ?? Infinity);
  }
  if (old === "integer" && fresh === "real") return true;
  if (old !== fresh) return old === "decimal" && fresh === "real";
  switch (fresh) {
    case "real":
      return from.type === to.type || to.type === "double";
    case "integer":
      return (SIZES[to.type] ?? 8) >= (SIZES[from.type] ?? 8);
    case "decimal":
      return isWiderDecimal(from, to);
    case "other":
      return isDeepStrictEqual(from.native, to.native);
    default:
      return true;
  }
}

function isWiderDecimal(from: Field, to: Field): boolean {
  if (to.precision === undefined) return true;
  if (from.precision === undefined) return false;
  const [before, behind] = [from.precision - (from.scale ?? 0), from.scale ?? 0];
  return to.precision - (to.scale ?? 0) >= before && (to.scale ?? 0) >= behind;
}
