/**
 * The entries that exist in the defaults of every database without being declared. Their SQL text
 * is the dialect's knowledge; an entry of the same name in `defaults` wins over it.
 */
export const standardDefaults: readonly string[] = Object.freeze([
  "array",
  "blank",
  "current_time",
  "false",
  "new_uuid",
  "now",
  "null",
  "object",
  "today",
  "true",
  "zero",
]);
