import stringWidth from "string-width";

/** Node's segmenter takes quadratic time: 1 s for 64,000 characters at once. */
const PIECE = 1_000;

/** With fewer columns for words a line is left to the terminal. */
const FEWEST = 12;

/** Deeper than this nothing is indented for the sake of the lines below. */
const DEEPEST = 8;

/** A line of a code frame, whose columns have a meaning. */
const FRAME = /^\s*(?:>\s*)?(?:\d+\s*)?\|/;

/** What a line begins with: blanks, the sign of a list, escapes of a colour. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const BEGIN = /^(?:\s|\x1b\[[\d;]*m)*(?:[-+~!*] )?/;

/** Words; what stands in backticks is one, as it is typed as one. */
const WORDS = /`[^`\n]*`\S*|\S+/g;

/**
 * Text for a terminal of so many columns: lines that are longer are broken between words, and go on
 * below where they began. A word that is longer than a line stays whole.
 */
export function wrapText(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, columns))
    .join("\n");
}

function wrapLine(line: string, columns: number): readonly string[] {
  if (displayWidth(line) <= columns || FRAME.test(line)) return [line];
  const begin = BEGIN.exec(line)?.[0] ?? "";
  const indent = " ".repeat(Math.min(displayWidth(begin) || 2, DEEPEST));
  const words = line.slice(begin.length).match(WORDS) ?? [];
  if (columns - indent.length < FEWEST) return [line];
  const lines: string[] = [];
  let current = begin;
  let isEmpty = true;
  for (const word of words) {
    const longer = isEmpty ? current + word : `${current} ${word}`;
    if (!isEmpty && displayWidth(longer) > columns) {
      lines.push(current);
      current = indent + word;
    } else current = longer;
    isEmpty = false;
  }
  return [...lines, current];
}

/** The columns that a text takes in a terminal. A character that a border of pieces cuts may count twice. */
export function displayWidth(text: string): number {
  let width = 0;
  for (let at = 0; at < text.length; at += PIECE) width += stringWidth(text.slice(at, at + PIECE));
  return width;
}
