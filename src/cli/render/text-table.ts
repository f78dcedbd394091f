import { displayWidth, wrapText } from "./wrap-text.js";

/** Columns as wide as they need to be, two spaces apart. */
const GAP = 2;

/** A last column that has this many columns left may be broken into lines. */
const LAST = 24;

/**
 * The first row is the heading. Where the table is wider than there are columns, its last column is
 * broken into lines or, where that is not enough, each row is.
 */
export function textTable(
  rows: readonly (readonly string[])[],
  columns = Number.POSITIVE_INFINITY,
): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    });
  }
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP, 0);
  const isWide = before + (widths.at(-1) ?? 0) > columns;
  if (isWide && columns - before < LAST) return asRecords(rows, columns);
  return rows
    .map((row) => {
      const cells = isWide ? row.slice(0, -1) : row;
      const line = cells
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - displayWidth(cell)))
        .join(" ".repeat(GAP));
      if (!isWide) return line.trimEnd();
      const last = wrapText(row.at(-1) ?? "", columns - before).split("\n");
      return last
        .map((text, at) => `${at === 0 ? line + " ".repeat(GAP) : " ".repeat(before)}${text}`)
        .map((text) => text.trimEnd())
        .join("\n");
    })
    .join("\n");
}

/** A row is a line of its first cell, and below it the others. */
function asRecords(rows: readonly (readonly string[])[], columns: number): string {
  return rows
    .flatMap(([first = "", ...others]) => {
      const rest = others.map((cell) => cell.trim()).filter((cell) => cell !== "");
      const indent = /^\s*/.exec(first)?.[0] ?? "";
      const below = `${indent}  ${rest.join(" ".repeat(GAP))}`;
      return rest.length === 0 ? [first] : [first, wrapText(below, columns)];
    })
    .join("\n");
}
