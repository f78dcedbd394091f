import type { EnumValues, Field } from "./field.js";

/** Values under a name, which several fields share; a type of its own where the database has such. */
export interface EnumType {
  readonly name: string;
  /** In order, each once. */
  readonly values: EnumValues;
}

/** The field with the values of the enum that it shares; one that shares none is what it was. */
export function withValuesOf(field: Field, type: EnumType | undefined): Field {
  return type === undefined ? field : Object.freeze({ ...field, values: type.values });
}
