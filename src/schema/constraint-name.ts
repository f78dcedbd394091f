/** Bytes that a name may have unless a dialect says otherwise: PostgreSQL's limit. */
export const NAME_LIMIT = 63;

/** What the name is for; the first part of it. */
export type ConstraintPrefix = "ck" | "fk" | "idx" | "pk" | "uq";

export interface ConstraintNameOptions {
  readonly prefix: ConstraintPrefix;
  readonly table: string;
  readonly fields: readonly string[];
  readonly limit?: number | undefined;
}

/**
 * `fk_posts_user_id`: the name of a constraint or an index that was not given one. Every part of
 * the tool uses this name, shortened or not, so that it is found again.
 */
export function constraintName(options: ConstraintNameOptions): string {
  const name = [options.prefix, options.table, ...options.fields].join("_");
  return shortName(name, options.limit ?? NAME_LIMIT);
}

/** A name over the limit (in bytes) becomes its beginning, `_`, and eight digits of its hash. */
export function shortName(name: string, limit: number = NAME_LIMIT): string {
  if (Buffer.byteLength(name) <= limit) return name;
  // A character has at least one byte; a name may have a million of them.
  let start = name.slice(0, limit);
  while (Buffer.byteLength(start) > limit - 9) start = [...start].slice(0, -1).join("");
  return `${start}_${hash(name)}`;
}

/** FNV-1a of the text's bytes. */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (const byte of Buffer.from(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, "0");
}
