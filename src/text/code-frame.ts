/** Longer lines are cut, so that a minified file does not fill the terminal. */
const WIDEST = 120;

/** Two lines before and one after the place, numbered, with a caret under the column. */
export function codeFrame(lines: readonly string[], line: number, column: number): string {
  const first = Math.max(1, line - 2);
  const last = Math.min(lines.length, line + 1);
  const width = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const marker = number === line ? ">" : " ";
    const shown = (lines[number - 1] ?? "").replaceAll("\t", " ").slice(0, WIDEST);
    frame.push(`${marker} ${String(number).padStart(width)} | ${shown}`.trimEnd());
    if (number === line && column <= WIDEST) {
      frame.push(`  ${" ".repeat(width)} | ${" ".repeat(column - 1)}^`);
    }
  }
  return frame.join("\n");
}
