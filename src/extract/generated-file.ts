/** A TypeScript file that nobody writes by hand. */
export interface GeneratedFile {
  /** What stands on top: who wrote it, and what a reader should know. */
  readonly comment: readonly string[];
  /** Import statements, in order. */
  readonly imports: readonly string[];
  /** Statements; a blank line is put between them. */
  readonly parts: readonly string[];
}

/**
 * The text of the file: plugins of `mm symbols extract` and the built-in module `makemigrations`
 * are written by it, so that equal input gives equal bytes.
 */
export function generatedFile({ comment, imports, parts }: GeneratedFile): string {
  const top = [...comment.map((line) => `// ${line}`), ...imports].join("\n");
  return `${[top, ...parts].join("\n\n")}\n`;
}
