import type { Operation } from "../operation/operation.js";
import { changedTables } from "../schema/changed-tables.js";
import { diffSchemas } from "../schema/diff-schemas.js";
import type { Schema } from "../schema/schema.js";
import { StateError } from "../schema/state-error.js";
import { areApart, danglingBehind, meet, type Step, stepOf, stepsOf } from "./step.js";

/** Why two branches may not come to the same in either order. */
export interface Clash {
  /**
   * `schema`: the one does not fit behind the other, or the schema differs; `name`: both give one
   * name away; `data`: both deal with the rows of a table; `settings`: the one changes what a
   * default or a type means, the other may use it; `unknown`: what it touches is not known.
   */
  readonly kind: "schema" | "name" | "data" | "settings" | "unknown";
  /** Places in the two branches; undefined = no operation in particular. */
  readonly left: number | undefined;
  readonly right: number | undefined;
  /** What is wrong, in a few words. */
  readonly reason: string;
}

export interface Comparison {
  readonly clashes: readonly Clash[];
  /** Tables to which both add fields: in which order these stand depends on which came first. */
  readonly fieldOrder: readonly string[];
}

/**
 * Do two branches commute: do they lead to the same schema, and to the same rows, in both orders?
 * They are played through both ways; what a schema does not show (rows, settings, SQL of an
 * author's) is told by what the operations touch. Pure.
 *
 * ```ts
 * const { clashes } = compareBranches(replay(common), ours.operations, theirs.operations);
 * ```
 *
 * @param from the schema in which the branches part.
 * @throws StateError when a branch does not fit by itself.
 */
export function compareBranches(
  from: Schema,
  left: readonly Operation[],
  right: readonly Operation[],
): Comparison {
  const [one, two] = [stepsOf(left, from), stepsOf(right, from)];
  if (one.length === 0 || two.length === 0) return { clashes: [], fieldOrder: [] };
  const known = [
    ...unknown(one).map((at): Clash => ({ ...UNKNOWN, left: at, right: undefined })),
    ...unknown(two).map((at): Clash => ({ ...UNKNOWN, left: undefined, right: at })),
    ...pairs(one, two),
  ];
  const ab = follow(one, two);
  const ba = follow(two, one);
  const failed = [
    ...ab.misfits.map(({ at, reason }) => ({ left: partner(one, two[at]), right: at, reason })),
    ...ba.misfits.map(({ at, reason }) => ({ left: at, right: partner(two, one[at]), reason })),
  ].map((clash): Clash => ({ kind: "schema", ...clash }));
  if (failed.length > 0) return { clashes: [...known, ...failed], fieldOrder: [] };
  const differing = differences(ab.schema, ba.schema);
  const clashes = differing.clashes.map(
    ({ table, line }): Clash => ({
      kind: "schema",
      left: lastAbout(one, table),
      right: lastAbout(two, table),
      reason: `which comes last decides: ${line}`,
    }),
  );
  return { clashes: [...known, ...clashes], fieldOrder: differing.fieldOrder };
}

const UNKNOWN = { kind: "unknown", reason: "what it touches is not known" } as const;

function unknown(steps: readonly Step[]): readonly number[] {
  return steps.flatMap(({ touch }, at) => (touch === undefined ? [at] : []));
}

/** What a replay does not show, operation by operation. */
function pairs(one: readonly Step[], two: readonly Step[]): readonly Clash[] {
  return one.flatMap((a, left) =>
    two.flatMap((b, right): readonly Clash[] => {
      const hidden = hiddenClash(a, b);
      return hidden === undefined ? [] : [{ ...hidden, left, right }];
    }),
  );
}

function hiddenClash(a: Step, b: Step): Pick<Clash, "kind" | "reason"> | undefined {
  if (a.touch === undefined || b.touch === undefined) return undefined;
  if (a.touch === "settings" || b.touch === "settings") {
    // Of two settings the schema shows whether they are the same.
    if (a.touch === b.touch) return undefined;
    return { kind: "settings", reason: "what a default or a type means changes beside it" };
  }
  if (areApart(a, b)) {
    const name = [...a.given].find((one) => b.given.has(one));
    return name === undefined ? undefined : { kind: "name", reason: `both use the name "${name}"` };
  }
  if (!meet(a.writes, b.writes) || !(isAboutRows(a, b) || isAboutRows(b, a))) return undefined;
  const [table = ""] = [...a.writes].filter((key) => b.writes.has(key));
  return { kind: "data", reason: `both touch the rows of "${table}"` };
}

/** Does the one deal with rows that the other makes, changes or reads? */
function isAboutRows({ touch }: Step, { operation, touch: other }: Step): boolean {
  if (touch === "rows") return true;
  // What else happens to a table is in its schema, or does the same to rows before and after.
  return touch === "data" && (other === "data" || operation.kind === "alter_field");
}

interface Misfit {
  readonly at: number;
  readonly reason: string;
}

/** Plays the second branch behind the first; what does not fit is named and left out. */
function follow(
  first: readonly Step[],
  second: readonly Step[],
): { readonly schema: Schema; readonly misfits: readonly Misfit[] } {
  let schema = first.at(-1)?.after ?? second[0]?.before;
  if (schema === undefined) throw new RangeError("a branch without operations");
  const misfits: Misfit[] = [];
  for (const [at, { operation, ...alone }] of second.entries()) {
    try {
      const step = stepOf(operation, schema);
      const before = new Set(danglingBehind({ ...alone, operation }));
      const lost = danglingBehind(step).find((key) => !before.has(key));
      if (lost === undefined) schema = step.after;
      else misfits.push({ at, reason: `foreign key "${lost}" would refer to no table` });
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      misfits.push({ at, reason: error.message });
    }
  }
  return { schema, misfits };
}

/** The operation that is most likely in the way: the last one that changes the same tables. */
function partner(steps: readonly Step[], misfit: Step | undefined): number | undefined {
  if (misfit === undefined) return undefined;
  const at = steps.findLastIndex((step) => step.touch !== "data" && !areApart(step, misfit));
  return at < 0 ? undefined : at;
}

function lastAbout(steps: readonly Step[], table: string): number | undefined {
  const at = steps.findLastIndex(({ writes, touch }) =>
    table === "" ? touch === "settings" : writes.has(table),
  );
  return at < 0 ? undefined : at;
}

interface Difference {
  /** Empty: a setting. */
  readonly table: string;
  readonly line: string;
}

/** The first difference of each table; the order of fields apart. */
function differences(
  a: Schema,
  b: Schema,
): { readonly clashes: readonly Difference[]; readonly fieldOrder: readonly string[] } {
  const clashes = new Map<string, Difference>();
  const fieldOrder: string[] = [];
  // The longest one first: a namespace may be called like a table.
  const tables = [...changedTables(a, b)].sort((x, y) => y.length - x.length);
  for (const line of diffSchemas(a, b)) {
    const table =
      tables.find((key) => /^[.:]/.test(line.slice(key.length)) && line.startsWith(key)) ?? "";
    if (line.startsWith(`${table}.order: `)) fieldOrder.push(table);
    else if (!clashes.has(table)) clashes.set(table, { table, line });
  }
  return { clashes: [...clashes.values()], fieldOrder };
}
