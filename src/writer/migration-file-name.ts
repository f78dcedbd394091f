import { MigrationError } from "../errors.js";
import { LONGEST_NAME } from "../migration/migration-name.js";
import type { Operation } from "../operation/operation.js";

/** Longer names of several operations become `..._and_3_more`. */
const LONGEST_AUTOMATIC = 60;
const DIGITS = 4;
const QUIET: ReadonlySet<string> = new Set([
  "set_defaults",
  "set_type_mappings",
  "create_object",
  "drop_object",
]);

/** `0005` behind the highest number that names or files begin with. */
export function nextNumber(names: Iterable<string>): string {
  let highest = 0;
  for (const name of names) highest = Math.max(highest, numberOf(name) ?? 0);
  return String(highest + 1).padStart(DIGITS, "0");
}

/** What a name or a file begins with, as far as it counts. */
export function numberOf(name: string): number | undefined {
  const digits = /^(\d{1,9})(?=\D|$)/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * `0005_add_posts` of a number and a given name.
 *
 * @throws WriterError for a name of which nothing is left.
 */
export function migrationNameOf(number: string, given: string): string {
  const name = plain(given);
  if (name === "") {
    throw new WriterError({
      code: "WRITER_BAD_NAME",
      message: `the name ${JSON.stringify(given)} holds no letter and no digit`,
      hint: "Give it a name of letters, digits and underscores.",
    });
  }
  return `${number}_${name}`.slice(0, LONGEST_NAME);
}

/** What a migration with these operations is called, without its number. */
export function automaticName(operations: readonly Operation[], isFirst: boolean): string {
  if (isFirst) return "initial";
  const words = [
    ...new Set(operations.filter(isNamed).map((one) => plain(one.nameFragment()))),
  ].filter(Boolean);
  const [first = "update_schema", ...more] = words;
  let name = first.slice(0, LONGEST_AUTOMATIC);
  for (const [at, word] of more.entries()) {
    const longer = `${name}_${word}`;
    if (longer.length > LONGEST_AUTOMATIC) return `${name}_and_${more.length - at}_more`;
    name = longer;
  }
  return name;
}

/** Settings, and objects that may go and come for the sake of others, are named only when alone. */
function isNamed(operation: Operation, _at: number, all: readonly Operation[]): boolean {
  return all.every(({ kind }) => QUIET.has(kind)) || !QUIET.has(operation.kind);
}

/** Lower case, letters and digits of any script, everything else one underscore. */
function plain(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "");
}

/** A migration that has no source. */
export class WriterError extends MigrationError {}
