import type { SourceEntry, SourceItem, SourceValue } from "./source-value.js";

/** Columns of a line. */
const WIDTH = 100;
const STEP = 2;

/** Where a value stands: the indentation of its line, what is before it there, and what comes behind. */
interface Spot {
  readonly indent: number;
  readonly used: number;
  readonly behind: number;
}

/** The source of a value that begins a line and is followed by `behind` characters. */
export function printSource(value: SourceValue, behind = 0): string {
  return print(value, { indent: 0, used: 0, behind });
}

/**
 * Lays out as the formatters of TypeScript do, so that one that runs over the file changes nothing:
 * on one line what fits on one, objects in a list each on its own, a long text below its key.
 */
function print(value: SourceValue, spot: Spot): string {
  if (value.kind === "atom") return value.text;
  const { indent, used, behind } = spot;
  const line = mustBreak(value) ? undefined : flat(value);
  if (line !== undefined && used + width(line) + behind <= WIDTH) return line;
  switch (value.kind) {
    case "call": {
      const head = `${value.callee}(`;
      const inner = { indent, used: used + head.length, behind: behind + 1 };
      return `${head}${print(value.argument, inner)})`;
    }
    case "object":
      return block(
        "{",
        value.entries.map((entry) => printEntry(entry, indent + STEP)),
        "}",
        indent,
      );
    case "list":
      if (value.items.length > 1 && value.items.every(isNumber)) return filled(value.items, indent);
      return block(
        "[",
        value.items.map((item) => printItem(item, indent + STEP)),
        "]",
        indent,
      );
    default:
      return value satisfies never;
  }
}

function block(open: string, lines: readonly string[], close: string, indent: number): string {
  if (lines.length === 0) return open + close;
  return `${open}\n${lines.join("\n")}\n${" ".repeat(indent)}${close}`;
}

function printEntry({ key, value }: SourceEntry, indent: number): string {
  const margin = " ".repeat(indent);
  const head = `${margin}${keyText(key)}: `;
  const text = print(value, { indent, used: width(head), behind: 1 });
  const tooLong = width(head) + width(text) + 1 > WIDTH;
  // A key that is no longer than the indentation gains nothing from a line of its own.
  if (value.kind === "atom" && value.isText && tooLong && width(keyText(key)) > STEP) {
    return `${head.trimEnd()}\n${margin}${" ".repeat(STEP)}${text},`;
  }
  return `${head}${text},`;
}

function printItem({ value, comments }: SourceItem, indent: number): string {
  const margin = " ".repeat(indent);
  const notes = comments.map((comment) => `${margin}// ${comment}\n`).join("");
  return `${notes}${margin}${print(value, { indent, used: indent, behind: 1 })},`;
}

/** Numbers fill their lines. */
function filled(items: readonly SourceItem[], indent: number): string {
  const margin = " ".repeat(indent + STEP);
  const lines: string[] = [];
  let line = margin;
  for (const [at, { value }] of items.entries()) {
    const word = `${flat(value)},`;
    const wide = line === margin ? line.length + word.length : line.length + 1 + word.length;
    if (wide > WIDTH && at > 0) {
      lines.push(line);
      line = margin + word;
    } else line += line === margin ? word : ` ${word}`;
  }
  return block("[", [...lines, line], "]", indent);
}

function flat(value: SourceValue): string {
  switch (value.kind) {
    case "atom":
      return value.text;
    case "call":
      return `${value.callee}(${flat(value.argument)})`;
    case "object":
      if (value.entries.length === 0) return "{}";
      return `{ ${value.entries.map(({ key, value: one }) => `${keyText(key)}: ${flat(one)}`).join(", ")} }`;
    case "list":
      return `[${value.items.map((item) => flat(item.value)).join(", ")}]`;
    default:
      return value satisfies never;
  }
}

/** Is there something inside that stands on several lines whatever its length? */
function mustBreak(value: SourceValue): boolean {
  switch (value.kind) {
    case "atom":
      return value.text.includes("\n");
    case "call":
      return mustBreak(value.argument);
    case "object":
      return value.open || value.entries.some((entry) => mustBreak(entry.value));
    case "list":
      return (
        isTableau(value.items) ||
        value.items.some((item) => item.comments.length > 0 || mustBreak(item.value))
      );
    default:
      return value satisfies never;
  }
}

/** Several objects, or several lists, of several members each. */
function isTableau(items: readonly SourceItem[]): boolean {
  if (items.length < 2) return false;
  const kind = items[0]?.value.kind;
  return items.every(({ value }) => {
    if (value.kind !== kind) return false;
    if (value.kind === "object") return value.entries.length > 1;
    return value.kind === "list" && value.items.length > 1;
  });
}

function isNumber({ value }: SourceItem): boolean {
  return value.kind === "atom" && value.isNumber;
}

function keyText(key: string): string {
  // As a plain key it would set the prototype.
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** Columns, as far as formatters count them: emoji and ideographs take two. */
function width(text: string): number {
  if (/^[\0-\x7f]*$/.test(text)) return text.length;
  let columns = 0;
  for (const sign of text)
    columns +=
      /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u.test(
        sign,
      )
        ? 2
        : 1;
  return columns;
}
