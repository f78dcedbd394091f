import type { Field } from "../../schema/field.js";

/** Does the field number its rows itself? */
export function counts(field: Pick<Field, "type">): boolean {
  return field.type === "serial" || field.type === "bigserial";
}
