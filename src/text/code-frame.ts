const AROUND = 2;
const WIDTH = 160;

/** Where an offset is: 1-based line and 1-based column in UTF-16 units. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0 && end < offset; end = text.indexOf("\n", end + 1)) {
    line++;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}

/** The text of a line without its line end; empty when there is no such line. */
export function lineAt(text: string, line: number): string {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return "";
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? text.length : end).replace(/\r$/, "");
}

/**
 * The lines around a place with a caret under it; plain text, as it is in the file. Of long lines it
 * is the part around the place.
 */
export function codeFrame(
  source: string | readonly string[],
  line: number,
  column: number,
): string {
  const all = typeof source === "string" ? source.split(/\r?\n/) : source;
  const lines: string[] = [];
  const last = Math.min(line + AROUND, all.length);
  const gutter = String(last).length;
  const from = column > WIDTH ? column - 1 - WIDTH / 2 : 0;
  for (let number = Math.max(1, line - AROUND); number <= last; number++) {
    const content = all[number - 1] ?? "";
    const mark = number === line ? ">" : " ";
    lines.push(`${mark} ${String(number).padStart(gutter)} | ${content.slice(from, from + WIDTH)}`);
    if (number !== line) continue;
    // Tabs stay tabs, so that the caret stands under its character.
    const before = content.slice(from, column - 1).replace(/[^\t]/g, " ");
    lines.push(`  ${" ".repeat(gutter)} | ${before}^`);
  }
  return lines.join("\n");
}
