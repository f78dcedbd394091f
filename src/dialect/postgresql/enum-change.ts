/** What happens to an enum type whose values change. */
export type EnumChange =
  | { readonly kind: "none" }
  /** Values keep their places and some their names: rows follow by themselves. */
  | { readonly kind: "rename"; readonly pairs: readonly (readonly [from: string, to: string])[] }
  /** New values among the old ones, which keep their order. */
  | { readonly kind: "add"; readonly values: readonly AddedValue[] }
  /** Anything else: a new type, every row is cast by its text. */
  | { readonly kind: "rebuild" };

export interface AddedValue {
  readonly value: string;
  /** The neighbour that it goes behind; undefined = in front of `before`. */
  readonly after: string | undefined;
  readonly before: string | undefined;
}

/** The cheapest way from one list of enum values to the other. */
export function enumChange(from: readonly string[], to: readonly string[]): EnumChange {
  if (from.length === to.length && from.every((value, at) => value === to[at])) {
    return { kind: "none" };
  }
  const pairs = renamed(from, to);
  if (pairs !== undefined) return { kind: "rename", pairs };
  const kept = to.filter((value) => from.includes(value));
  const inOrder = kept.length === from.length && kept.every((value, at) => value === from[at]);
  return inOrder ? { kind: "add", values: added(from, to) } : { kind: "rebuild" };
}

/** Same length, and where they differ the old name is gone and the new one was not there. */
function renamed(
  from: readonly string[],
  to: readonly string[],
): readonly (readonly [string, string])[] | undefined {
  if (from.length !== to.length) return undefined;
  const pairs: [string, string][] = [];
  for (const [at, old] of from.entries()) {
    const now = to[at];
    if (now === undefined || now === old) continue;
    if (to.includes(old) || from.includes(now)) return undefined;
    pairs.push([old, now]);
  }
  return pairs;
}

function added(from: readonly string[], to: readonly string[]): readonly AddedValue[] {
  return to.flatMap((value, at) => {
    if (from.includes(value)) return [];
    const before = to.slice(at + 1).find((later) => from.includes(later));
    return [{ value, after: to[at - 1], before }];
  });
}
