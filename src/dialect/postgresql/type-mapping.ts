import type { Schema } from "../../schema/schema.js";

/** The key of this database in `defaults` and `typeMappings`. */
export const POSTGRESQL = "postgresql";

/** Does the project spell this type of the model itself? */
export function isMapped(type: string, schema: Schema): boolean {
  return Object.hasOwn(schema.typeMappings[POSTGRESQL] ?? {}, type);
}
