const MIGRATION = /\.(?:ts|mts|js|mjs)$/;
const NOT_A_MIGRATION = /(?:^main\.ts$|\.d\.m?ts$|\.(?:test|spec)\.[^.]+$)/;
/** Control characters and bidi overrides hide what a name says; a backslash is a path elsewhere. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const UNSAFE_NAME = /[\0-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\\]/u;
const PLAIN_NAME = /^[\w./-]*$/;
/** What a file system allows for one name, and more than any module name needs. */
const LONGEST_PATH = 255;

/** `migration` runs, `module` is imported by migrations, `data` is JSON or text. */
export type FileRole = "migration" | "module" | "data" | "ignored";

/**
 * What a file of the migrations folder is for.
 *
 * @param path inside the folder, with forward slashes.
 */
export function fileRole(path: string): FileRole {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name.startsWith(".") || NOT_A_MIGRATION.test(name)) return "ignored";
  if (!MIGRATION.test(name)) return "data";
  return path.includes("/") ? "module" : "migration";
}

/** Sub-folders that are never read: hidden ones, and packages, which a migration cannot import. */
export function isIgnoredFolder(name: string): boolean {
  return name.startsWith(".") || name === "node_modules";
}

/** The migration that a file should register: its name without the extension. */
export function identityOf(path: string): string {
  return path.replace(MIGRATION, "");
}

/** Of the letters of ASCII alone and short: nothing can be wrong with it, and it has one form. */
export function isPlainName(path: string): boolean {
  return path.length <= LONGEST_PATH && PLAIN_NAME.test(path);
}

/** Why a path cannot be the name of a module, or undefined when it can. */
export function nameProblem(path: string): string | undefined {
  if (UNSAFE_NAME.test(path)) return "contains a control character, a bidi mark or a backslash";
  if (Buffer.byteLength(path) > LONGEST_PATH) return `is longer than ${LONGEST_PATH} bytes`;
  if (path.includes("\ufffd")) return "is not valid UTF-8";
  return undefined;
}
