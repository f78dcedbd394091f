import { countedType } from "./counter.js";
import type { Field } from "./field.js";

/** The same field, but that its numbers come of the rows. */
export function uncounted(field: Field): Field {
  const { identity: _, sequence: __, counter: ___, ...rest } = field;
  return { ...rest, type: countedType(field.type) };
}
