import { invert, linearise } from "./linearise.js";
import type { Migration } from "./migration.js";

/** What is applied, as far as the migrations behind it need it. */
interface AppliedBefore {
  /** Those that no other applied one depends on; undefined: not known. */
  readonly ends: readonly string[] | undefined;
  has(name: string): boolean;
}

/**
 * The migrations that are pending, in the order of the graph, where they say that themselves: none replaces others, each
 * is behind everything that is applied, and nothing is open but one end. undefined: it takes the graph, also to say what
 * is wrong.
 */
export function tailBehind(
  pending: readonly Migration[],
  applied: AppliedBefore,
): readonly Migration[] | undefined {
  const byName = new Map(pending.map((one) => [one.name, one]));
  const parents = new Map<string, readonly string[]>();
  for (const { name, dependencies, replaces } of pending) {
    const needs = new Set(dependencies);
    const own = [...needs].filter((dependency) => byName.has(dependency));
    const isKnown = dependencies.every((one) => byName.has(one) || applied.has(one));
    // Behind one that is behind everything it is so as well.
    if (replaces.length > 0 || !isKnown || (own.length === 0 && !hasAll(needs, applied.ends))) {
      return undefined;
    }
    parents.set(name, own);
  }
  const children = invert(parents);
  if (parents.size < pending.length || parents.size - children.size !== 1) return undefined;
  try {
    return linearise(parents, children).flatMap((name) => byName.get(name) ?? []);
  } catch {
    return undefined;
  }
}

function hasAll(names: ReadonlySet<string>, wanted: readonly string[] | undefined): boolean {
  return (
    wanted !== undefined && wanted.length <= names.size && wanted.every((name) => names.has(name))
  );
}
