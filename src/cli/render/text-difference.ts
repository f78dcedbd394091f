import { changeSigns } from "./change-signs.js";
import { cleanBlock } from "./clean-text.js";
import type { Colors } from "./console.js";

/** Lines that are the same, shown around what differs. */
const CONTEXT = 3;

/**
 * Two texts as one, with `-` before lines of the first and `+` before lines of the second. What both
 * begin and end with is the same, what is between counts as another: for a reader of a few changed
 * statements that is enough, and no text takes long.
 */
export function textDifference(before: string, after: string, colors: Colors): string {
  const old = cleanBlock(before).split("\n");
  const now = cleanBlock(after).split("\n");
  const shortest = Math.min(old.length, now.length);
  let start = 0;
  while (start < shortest && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < shortest - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  return [
    ...old.slice(Math.max(0, start - CONTEXT), start).map((line) => `  ${line}`),
    ...old
      .slice(start, old.length - end)
      .map((line) => colors.red(`${changeSigns.removed} ${line}`)),
    ...now
      .slice(start, now.length - end)
      .map((line) => colors.green(`${changeSigns.added} ${line}`)),
    ...now
      .slice(now.length - end)
      .slice(0, CONTEXT)
      .map((line) => `  ${line}`),
  ].join("\n");
}
