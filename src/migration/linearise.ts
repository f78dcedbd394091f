import { GraphError } from "./graph-error.js";
import { Heap } from "./heap.js";

/** Name -> the names it depends on; every name that is depended on is a key. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/** Name -> the names that depend on it; only those on which some do. */
export function invert(parents: Edges): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>();
  for (const [name, needs] of parents) {
    for (const parent of needs) {
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [name]);
      else known.push(name);
    }
  }
  return children;
}

/**
 * All names, each behind those it depends on; of several that could come next, the smallest name
 * comes first, so that the order depends on nothing but the names.
 *
 * @throws GraphError that shows the cycle as a path.
 */
export function linearise(parents: Edges, children: Edges): string[] {
  const waiting = new Map([...parents].map(([name, needs]) => [name, needs.length]));
  const ready = new Heap<string>((a, b) => a < b);
  for (const [name, count] of waiting) if (count === 0) ready.push(name);
  const order: string[] = [];
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    order.push(name);
    waiting.delete(name);
    for (const child of children.get(name) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  if (waiting.size > 0) throw cycle(parents, new Set(waiting.keys()));
  return order;
}

/** Each of the names left over depends on another of them: walking on must come round. */
function cycle(parents: Edges, left: ReadonlySet<string>): GraphError {
  const path: string[] = [];
  const at = new Map<string, number>();
  let name = [...left].sort()[0] ?? "";
  while (!at.has(name)) {
    at.set(name, path.length);
    path.push(name);
    name = parents.get(name)?.find((parent) => left.has(parent)) ?? name;
  }
  const round = [...path.slice(at.get(name)), name];
  return new GraphError({
    code: "GRAPH_CYCLE",
    message: `migrations depend on each other in a circle: ${round.join(" -> ")}`,
    hint: 'Each arrow means "depends on". Take one of these dependencies out.',
    migrations: round.slice(1),
  });
}
