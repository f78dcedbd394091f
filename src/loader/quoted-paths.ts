/** An escape, or what can begin or end a quoted text. */
const MARK = /\\[\s\S]|["'`\n]/g;
const BEGIN = /^\.\.?\//;
/** Where no path can begin there is none: most migrations import no file. */
const POSSIBLE = /["'`]\.\.?\//;

/**
 * The relative paths that stand in quotes, `"./a"` or `'../b'`, in their order. As in JavaScript an
 * escaped quote ends nothing and a line end ends everything, also in a template; an escaped quote
 * may begin a path, because this looks into comments and strings too.
 *
 * One regular expression could say the same and would take quadratic time over escaped quotes:
 * minutes, for a comment that a stranger wrote. This reads the text once.
 */
export function quotedPaths(text: string): readonly string[] {
  if (!POSSIBLE.test(text)) return [];
  const paths: string[] = [];
  /** Where a path may have begun that no line end and no quote has ended, by its quote. */
  const begun = new Map<string, number>();
  for (const { 0: mark, index } of text.matchAll(MARK)) {
    const at = index + mark.length - 1;
    const character = mark.at(-1) ?? "";
    const ends = mark.length === 1 || character === "\n";
    const start = ends ? begun.get(character) : undefined;
    if (ends) begun.clear();
    if (start !== undefined) paths.push(text.slice(start + 1, at));
    else if (isQuote(character) && !begun.has(character) && BEGIN.test(text.slice(at + 1, at + 4)))
      begun.set(character, at);
  }
  return paths;
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === "`";
}
