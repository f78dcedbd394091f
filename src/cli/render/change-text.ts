import type { PlanContent } from "../../plan/recorded-plan.js";
import type { RecordedChange } from "../../runner/run/recorded-change.js";
import { changeSigns } from "./change-signs.js";
import { cleanBlock, cleanLine } from "./clean-text.js";
import type { Colors } from "./console.js";
import { counted } from "./counted.js";

/** Lines that are the same, shown around what differs. */
const CONTEXT = 3;

/** What a changed migration has become, for people. */
export function changeText(change: RecordedChange, colors: Colors): string {
  const name = cleanLine(change.migration);
  const { before, after, kind } = change;
  const same = `what runs is the same (${counted(after.statements.length, "statement")})`;
  if (kind === "text") return `${name}: only the text changed, ${same}`;
  if (kind === "code") {
    return `${name}: ${same}, but its code of TypeScript may do something else`;
  }
  if (before !== undefined)
    return [`${name} was changed:`, ...partsOf(before, after, colors)].join("\n");
  const why =
    kind === "unrecorded"
      ? "the history does not say what it ran"
      : "what it ran was too long to be kept";
  return `${name} was changed, and ${why}. Now it would run:\n${cleanBlock(sqlOf(after))}`;
}

/** The statements, and where those are the same what else there is. */
function partsOf(before: PlanContent, after: PlanContent, colors: Colors): readonly string[] {
  const [old, now] = [sqlOf(before), sqlOf(after)];
  if (old !== now) return [textDifference(old, now, colors)];
  const part = (title: string, of: "operations" | "head"): readonly string[] => {
    const [was, is] = [before[of].join("\n"), after[of].join("\n")];
    return was === is ? [] : [title, textDifference(was, is, colors)];
  };
  return [
    ...part("It runs the same statements, and its operations mean something else:", "operations"),
    ...part("Its place among the others:", "head"),
  ];
}

function sqlOf({ statements }: PlanContent): string {
  return statements.map((sql) => `${sql};`).join("\n");
}

/** The same as data. */
export function changeDocument(change: RecordedChange): Readonly<Record<string, unknown>> {
  const { migration, kind, before, after } = change;
  const same = kind === "text" || kind === "code";
  return {
    migration,
    change: kind,
    ...(same ? {} : { before: before ?? null, after }),
  };
}

/**
 * Two texts as one, with `-` before lines of the first and `+` before lines of the second. What both
 * begin and end with is the same, what is between counts as another: for a reader of a few changed
 * statements that is enough, and no text takes long.
 */
function textDifference(before: string, after: string, colors: Colors): string {
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
