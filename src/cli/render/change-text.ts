import type { PlanContent } from "../../plan/recorded-plan.js";
import type { RecordedChange } from "../../runner/run/recorded-change.js";
import { cleanBlock, cleanLine } from "./clean-text.js";
import type { Colors } from "./console.js";
import { counted } from "./counted.js";
import { textDifference } from "./text-difference.js";

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
