type Method = (this: unknown, ...values: unknown[]) => unknown;

/** What one call of a method costs, by the size of what it goes through. */
const single = (): number => 1;
const length = (owner: unknown): number => (Array.isArray(owner) ? owner.length + 1 : 1);
const size = (owner: unknown): number =>
  owner instanceof Map || owner instanceof Set ? owner.size + 1 : 1;

const COSTS: readonly (readonly [object, readonly PropertyKey[], (owner: unknown) => number])[] = [
  [Map.prototype, ["get", "has", "set", "delete"], single],
  [Set.prototype, ["has", "add", "delete"], single],
  [Map.prototype, ["entries", "values", "keys", "forEach", Symbol.iterator], size],
  [Set.prototype, ["entries", "values", "keys", "forEach", Symbol.iterator], size],
  [
    Array.prototype,
    [
      ...["includes", "indexOf", "find", "findIndex", "some", "every", "filter", "map", "flatMap"],
      ...["forEach", "slice", "concat", "toReversed", "reverse", "shift", "unshift", "join"],
      ...["entries", "values", "keys", Symbol.iterator],
    ],
    length,
  ],
];

/**
 * How much the work asks of maps, sets and lists: calls, and members of what is gone through. The same
 * work has the same number on every machine and under every load, as no clock has.
 */
export function countedWork(work: () => void): number {
  let counted = 0;
  const kept = COSTS.flatMap(([owner, names, cost]) =>
    names.flatMap((name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(owner, name);
      const method: unknown = descriptor?.value;
      if (descriptor === undefined || typeof method !== "function") return [];
      const counting: Method = function counting(...values) {
        counted += cost(this);
        return Reflect.apply(method, this, values);
      };
      return [{ owner, name, descriptor, counting }];
    }),
  );
  for (let at = 0; at < kept.length; at++) {
    const one = kept[at];
    if (one)
      Reflect.defineProperty(one.owner, one.name, { ...one.descriptor, value: one.counting });
  }
  try {
    work();
    return counted;
  } finally {
    for (let at = 0; at < kept.length; at++) {
      const one = kept[at];
      if (one) Reflect.defineProperty(one.owner, one.name, one.descriptor);
    }
  }
}
