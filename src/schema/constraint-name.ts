import type { SideNamed, SideObject } from "./field.js";

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
  return Buffer.byteLength(name) <= limit ? name : hashed(name, name, limit);
}

/** The beginning of a name, `_`, and eight digits of the hash of what tells it from others. */
function hashed(name: string, subject: string, limit: number): string {
  // A character has at least one byte; a name may have a million of them.
  let start = name.slice(0, limit);
  while (Buffer.byteLength(start) > limit - 9) start = [...start].slice(0, -1).join("");
  return `${start}_${hash(subject)}`;
}

/** How many things may have one usual name. */
export const MOST_APART = 99;

/** The name of what came as the second, third ... under this one, in a scope that has it only once. */
export function apartName(name: string, turn: number, limit: number = NAME_LIMIT): string {
  return hashed(name, `${name} ${turn}`, limit);
}

/** Is it the name, or the one that it became because it was taken? */
export function isNameOrApart(found: string, name: string): boolean {
  if (found === name) return true;
  if (!/_[0-9a-f]{8}$/.test(found)) return false;
  for (let turn = 2; turn <= MOST_APART; turn += 1) {
    if (apartName(name, turn) === found) return true;
  }
  return false;
}

/** Whose name it is, and what it is for. */
export interface SideNameParts {
  readonly table: string;
  readonly field: SideNamed;
  readonly side: SideObject;
  readonly limit?: number | undefined;
}

/** The name of what stands beside a column, where the usual one is taken. */
export function sideName(name: string, { table, field, side, limit }: SideNameParts): string {
  if (field.apart?.includes(side) !== true) return shortName(name, limit);
  return hashed(name, JSON.stringify([table, field.name]), limit ?? NAME_LIMIT);
}

/** A field as what stands beside it may be named after it: as is usual, and where that name was taken. */
export function namings(name: string, side: SideObject): readonly SideNamed[] {
  return [{ name }, { name, apart: [side] }];
}

/** FNV-1a of the text's bytes. */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (const byte of Buffer.from(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, "0");
}
