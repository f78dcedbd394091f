/** A TypeScript file that is not written by hand. */
export interface GeneratedFile {
  /** What stands on top: who wrote it, and what a reader should know. */
  readonly comment: readonly string[];
  /** Import statements, in order. */
  readonly imports: readonly string[];
  /** Statements; a blank line is put between them. */
  readonly parts: readonly string[];
}

/** What ends a line of code, or makes it look like another one: control characters, bidi marks. */
const HIDDEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text of a package for a comment: one line, as it is, and nothing behind it is code. */
export function commentText(text: string): string {
  return text.replaceAll("*/", "* /").replaceAll(HIDDEN, escaped);
}

/** A text as a string of the file; a reader sees all of it. */
export function stringText(text: string): string {
  return JSON.stringify(text).replaceAll(HIDDEN, escaped);
}

function escaped(character: string): string {
  const units = character.split("").map((unit) => unit.charCodeAt(0).toString(16));
  return units.map((unit) => `\\u${unit.padStart(4, "0")}`).join("");
}

/**
 * The text of the file: plugins of `mm symbols extract` and the built-in module `makemigrations`
 * are written by it, so that equal input gives equal bytes.
 */
export function generatedFile({ comment, imports, parts }: GeneratedFile): string {
  const top = [...comment.map((line) => `// ${commentText(line)}`), ...imports].join("\n");
  return `${[top, ...parts].join("\n\n")}\n`;
}
