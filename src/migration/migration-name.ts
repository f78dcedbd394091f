import type { MigrationErrorInit } from "../errors.js";

/** Names are file names and keys of the history table; both have room for this many characters. */
export const LONGEST_NAME = 200;

/** Reserved: `down --to zero` means "undo everything". */
export const ZERO = "zero";

/** What is wrong with a name, or undefined when nothing is. */
export function nameProblem(name: string): MigrationErrorInit | undefined {
  if (name.trim() === "") {
    return {
      code: "MIGRATION_EMPTY_NAME",
      message: "the migration has no name",
      hint: 'Give it the base name of its file: name: "0001_initial".',
    };
  }
  if (name.length > LONGEST_NAME) {
    return {
      code: "MIGRATION_LONG_NAME",
      message: `the name "${name.slice(0, 40)}..." has ${name.length} characters, the limit is ${LONGEST_NAME}`,
      hint: "Choose a shorter name.",
    };
  }
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) {
    return {
      code: "MIGRATION_BAD_NAME",
      message: `the name ${JSON.stringify(name)} holds control or invisible characters`,
      hint: "Use letters, digits, dashes and underscores.",
    };
  }
  if (name === ZERO || /[/\\]/.test(name)) {
    return {
      code: "MIGRATION_BAD_NAME",
      message: `the name "${name}" cannot be used`,
      hint: 'Names hold no slash, and "zero" stands for "before the first migration".',
    };
  }
  return undefined;
}

/**
 * What of a name every database tells apart: the history of one may compare without case, accents,
 * widths and spaces at the end, and take two symbols outside of the basic plane for the same.
 */
export function namesApart(name: string): string {
  if (/^[\x21-\x7e]*$/.test(name)) return name.toLowerCase();
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .trimEnd();
}
