// Guest source, a part of node:util: lists of more than six entries stand in columns.

interface ColumnLimits {
  readonly breakLength: number;
  readonly indentation: number;
  readonly compact: number;
  readonly maxArrayLength: number;
}

/** A character is about this many times as high as wide: columns that look like a square. */
const CHARACTER_HEIGHT = 2.5;
const MOST_COLUMNS = 15;
const SEPARATOR = 2;

/**
 * Joins entries into lines of columns, numbers to the right. Returns the entries as they are when
 * they are too long for columns.
 */
export function groupEntries(
  entries: readonly string[],
  list: ArrayLike<unknown>,
  limits: ColumnLimits,
): readonly string[] {
  const cut = list.length > limits.maxArrayLength ? entries.at(-1) : undefined;
  const cells = cut === undefined ? entries : entries.slice(0, -1);
  const widths = cells.map((cell) => cell.length + SEPARATOR);
  const columns = columnCount(widths, entries.length, limits);
  if (columns <= 1) return entries;
  const columnWidths = Array.from({ length: columns }, (_, column) =>
    widths.reduce(
      (most, width, index) => (index % columns === column ? Math.max(most, width) : most),
      0,
    ),
  );
  const numbers = entries.every((_, index) => ["number", "bigint"].includes(typeof list[index]));
  const lines: string[] = [];
  for (let start = 0; start < cells.length; start += columns) {
    const row = cells.slice(start, start + columns);
    lines.push(row.map((cell, column) => pad(cell, column)).join(""));
    function pad(cell: string, column: number): string {
      const last = column === row.length - 1;
      const width = columnWidths[column] ?? 0;
      if (numbers) return last ? cell.padStart(width - SEPARATOR) : `${cell}, `.padStart(width);
      return last ? cell : `${cell}, `.padEnd(width);
    }
  }
  return cut === undefined ? lines : [...lines, cut];
}

function columnCount(widths: readonly number[], total: number, limits: ColumnLimits): number {
  const widest = Math.max(...widths);
  const sum = widths.reduce((all, width) => all + width, 0);
  const fits = widest * 3 + limits.indentation < limits.breakLength;
  if (!fits || !(sum / widest > 5 || widest - SEPARATOR <= 6)) return 1;
  const typical = Math.max(widest - 3 - Math.sqrt(widest - sum / total), 1);
  return Math.min(
    Math.round(Math.sqrt(CHARACTER_HEIGHT * typical * widths.length) / typical),
    Math.floor((limits.breakLength - limits.indentation) / widest),
    limits.compact * 4,
    MOST_COLUMNS,
  );
}
