import { displayWidth } from "./wrap-text.js";

/** Columns that a name has to keep, to be known again. */
const NAME = 8;

const ELLIPSIS = "…";
const GAP = "  ";

/** What a line of progress tells. How far, how fast and how long yet are kept whole. */
export interface Progress {
  /** What is done right now, in words: the first to be cut. */
  readonly text?: string | undefined;
  /** `Applying` */
  readonly verb?: string | undefined;
  /** Of what is worked on. */
  readonly name?: string | undefined;
  /** How far what it belongs to is: `(3/10)`. */
  readonly position?: string | undefined;
  /** How far it is, in words that get shorter: `412 of 1000 rows (41 %)`, `412/1000`. */
  readonly amounts: readonly string[];
  /** `35/s`, `17 s left`; empty as long as there is nothing to go by. */
  readonly speed: readonly string[];
}

/** One line of at most so many columns. */
export function progressLine(progress: Progress, columns: number): string {
  const { text, verb, name, position, amounts, speed } = progress;
  const [amount = "", ...shorter] = amounts;
  const whole = columnsOf(words(verb, name, position), amount, ...speed);
  const room = columns - displayWidth(whole) - GAP.length;
  if (text !== undefined && room >= NAME) return whole + GAP + cutAt(text, room);
  if (room + GAP.length >= 0) return whole;
  const ends = [columnsOf(amount, ...speed), ...shorter.map((one) => words(one, ...speed))];
  const last = ends.at(-1) ?? "";
  const around: [before: string, after: string][] = ends.map((end, at) => [
    "",
    (at === 0 ? GAP : " ") + end,
  ]);
  if (verb !== undefined) around.unshift([`${verb} `, GAP + ends[0]]);
  for (const [before, after] of around) {
    const left = columns - displayWidth(before + after);
    if (name !== undefined && left >= NAME) return before + cutAt(name, left) + after;
  }
  return ends.find((end) => displayWidth(end) <= columns) ?? cutAt(last, columns);
}

/** No terminal is wider; what a name has beyond it, one character over the other, is not looked at. */
const LONGEST = 4_000;

/** A text of at most so many columns; what is cut off is marked. */
export function cutAt(text: string, columns: number): string {
  const head = text.slice(0, LONGEST);
  if (head === text && displayWidth(text) <= columns) return text;
  let kept = "";
  let width = displayWidth(ELLIPSIS);
  for (const character of head) {
    width += displayWidth(character);
    if (width > columns) break;
    kept += character;
  }
  return kept.trimEnd() + ELLIPSIS;
}

function columnsOf(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(GAP);
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}
