interface Dependencies<T> {
  /** Those of the list that must come before it. */
  readonly needs: (item: T) => Iterable<T>;
  /** Of those that wait for one another in a circle, the one that comes all the same; undefined: none. */
  readonly first: (left: ReadonlySet<T>) => T | undefined;
}

/**
 * The items in an order in which each finds what it needs: as if one went through the list again and
 * again and took what can be taken. Takes time that grows with the needs, not with the rounds.
 * Items that cannot come are left out.
 */
export function inDependencyOrder<T>(
  items: readonly T[],
  { needs, first }: Dependencies<T>,
): readonly T[] {
  const place = new Map(items.map((item, at) => [item, at]));
  const placeOf = (item: T): number => place.get(item) ?? 0;
  const left = new Set(items);
  const missing = new Map<T, number>();
  const needing = new Map<T, T[]>();
  for (const item of items) {
    const needed = new Set(needs(item));
    missing.set(item, needed.size);
    for (const one of needed) {
      const known = needing.get(one);
      if (known === undefined) needing.set(one, [item]);
      else known.push(item);
    }
  }
  const ordered: T[] = [];
  /** Takes the item; those that can come now. */
  const take = (item: T): readonly T[] => {
    ordered.push(item);
    left.delete(item);
    return (needing.get(item) ?? []).filter((one) => {
      const open = (missing.get(one) ?? 0) - 1;
      missing.set(one, open);
      return open === 0 && left.has(one);
    });
  };
  let round = items.filter((item) => missing.get(item) === 0);
  while (left.size > 0) {
    const next: T[] = [];
    if (round.length === 0) {
      const chosen = first(left);
      if (chosen === undefined) break;
      next.push(...take(chosen));
    }
    for (let at = 0; at < round.length; at += 1) {
      const item = round[at];
      if (item === undefined) break;
      for (const one of take(item)) {
        if (placeOf(one) < placeOf(item)) next.push(one);
        else insert(round, one, { from: at + 1, placeOf });
      }
    }
    round = next.sort((a, b) => placeOf(a) - placeOf(b));
  }
  return ordered;
}

function insert<T>(
  round: T[],
  item: T,
  { from, placeOf }: { readonly from: number; readonly placeOf: (item: T) => number },
): void {
  let [low, high] = [from, round.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = round[middle];
    if (there !== undefined && placeOf(there) < placeOf(item)) low = middle + 1;
    else high = middle;
  }
  round.splice(low, 0, item);
}
