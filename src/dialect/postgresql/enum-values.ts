/** What happens to an enum type whose values change. */
export type EnumChange =
  | { readonly kind: "none" }
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

/**
 * The cheapest way from one list of enum values to the other. A value that is gone and one that is
 * new are two changes, whatever their places: a renamed one is said, and has its new name here.
 */
export function enumChange(from: readonly string[], to: readonly string[]): EnumChange {
  if (from.length === to.length && from.every((value, at) => value === to[at])) {
    return { kind: "none" };
  }
  const kept = to.filter((value) => from.includes(value));
  const inOrder = kept.length === from.length && kept.every((value, at) => value === from[at]);
  return inOrder ? { kind: "add", values: added(from, to) } : { kind: "rebuild" };
}

function added(from: readonly string[], to: readonly string[]): readonly AddedValue[] {
  return to.flatMap((value, at) => {
    if (from.includes(value)) return [];
    const before = to.slice(at + 1).find((later) => from.includes(later));
    return [{ value, after: to[at - 1], before }];
  });
}
