/** In the place of a value of {@link KeptValues}: it is not there any more; it is as it was. */
const GONE = Symbol("gone");
const KEPT = Symbol("kept");

/** Values that another place keeps, sorted by key, and makes when they are asked for; always the same ones. */
export interface KeptValues<V> {
  readonly size: number;
  has(key: string): boolean;
  get(key: string): V | undefined;
  keys(): Iterable<string>;
}

/** Some name -> the keys of the tables that have it. */
export interface TablesByName {
  get(name: string): readonly string[] | undefined;
}

/** A node of a balanced (AVL) tree; never changed once made. */
interface Node<V> {
  readonly key: string;
  readonly value: V | typeof GONE;
  readonly left: Node<V> | undefined;
  readonly right: Node<V> | undefined;
  readonly height: number;
}

/**
 * An immutable map sorted by key. `with` and `without` share all but a path of the tree, so that
 * the replay of n operations over n tables costs n log n and every state in between can be kept.
 * The order of iteration depends on the keys alone, not on how the map came about.
 */
export class TableMap<V> implements ReadonlyMap<string, V> {
  readonly #root: Node<V> | undefined;
  readonly size: number;
  /** What the tree has changed, where it is not all there is. */
  readonly base: KeptValues<V> | undefined;

  private constructor(root: Node<V> | undefined, size: number, base?: KeptValues<V>) {
    this.#root = root;
    this.size = size;
    this.base = base;
    Object.freeze(this);
  }

  static from<V>(entries: Iterable<readonly [string, V]>): TableMap<V> {
    if (entries instanceof TableMap) return entries;
    const sorted = [...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : 1));
    return new TableMap(balanced(sorted, 0, sorted.length), sorted.length);
  }

  /** A map of values of which only those are made that are asked for. */
  static over<V>(base: KeptValues<V>): TableMap<V> {
    return new TableMap<V>(undefined, base.size, base);
  }

  get(key: string): V | undefined {
    const node = find(this.#root, key);
    if (node === undefined) return this.base?.get(key);
    return node.value === GONE ? undefined : node.value;
  }

  has(key: string): boolean {
    const node = find(this.#root, key);
    return node === undefined ? this.base?.has(key) === true : node.value !== GONE;
  }

  with(key: string, value: V): TableMap<V> {
    const size = this.has(key) ? this.size : this.size + 1;
    return new TableMap(insert<V>(this.#root, key, value), size, this.base);
  }

  without(key: string): TableMap<V> {
    if (!this.has(key)) return this;
    const isKept = this.base?.has(key) === true;
    const root = isKept ? insert<V>(this.#root, key, GONE) : remove(this.#root, key);
    return new TableMap(root, this.size - 1, this.base);
  }

  /**
   * The keys whose value `other` does not have, or not as the same object. What two maps share is
   * not looked at, so between a map and what came of it the cost is that of the changes.
   */
  keysNotIn(other: TableMap<V>): readonly string[] {
    const keys: string[] = [];
    if (this.base !== other.base) {
      for (const key of this.keys()) if (this.get(key) !== other.get(key)) keys.push(key);
      return keys;
    }
    collectDiffering(this.#root, { other: other.#root, keys }, other.#root);
    if (this.base === undefined) return keys;
    collectDiffering(other.#root, { other: this.#root, keys }, this.#root);
    return [...new Set(keys)].sort().filter((key) => {
      const own = this.get(key);
      return own !== undefined && own !== other.get(key);
    });
  }

  /** What is not as in {@link base}, sorted; undefined: it is there no more. */
  *changes(): Generator<readonly [string, V | undefined]> {
    for (const { key, value } of inOrder(this.#root)) {
      if (value !== KEPT) yield [key, value === GONE ? undefined : value];
    }
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  *entries(): MapIterator<[string, V]> {
    for (const { key, value } of inOrder(this.#root, this.base?.keys())) {
      if (value === GONE) continue;
      const found = value === KEPT ? this.base?.get(key) : value;
      if (found !== undefined) yield [key, found];
    }
  }

  *keys(): MapIterator<string> {
    for (const { key, value } of inOrder(this.#root, this.base?.keys())) {
      if (value !== GONE) yield key;
    }
  }

  *values(): MapIterator<V> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return "TableMap";
  }
}

function find<V>(root: Node<V> | undefined, key: string): Node<V> | undefined {
  let node = root;
  while (node !== undefined && node.key !== key) node = key < node.key ? node.left : node.right;
  return node;
}

interface Place<V> {
  readonly key: string;
  readonly value: V | typeof GONE | typeof KEPT;
}

/** The nodes, and the keys of the base that have none, in order. */
function* inOrder<V>(
  root: Node<V> | undefined,
  kept: Iterable<string> = [],
): Generator<Place<V>, undefined> {
  const keys = kept[Symbol.iterator]();
  let key: string | undefined = keys.next().value;
  const path: Node<V>[] = [];
  let node = root;
  while (node !== undefined || path.length > 0) {
    while (node !== undefined) {
      path.push(node);
      node = node.left;
    }
    const next = path.pop();
    if (next === undefined) return;
    for (; key !== undefined && key < next.key; key = keys.next().value) yield { key, value: KEPT };
    if (key === next.key) key = keys.next().value;
    yield next;
    node = next.right;
  }
  for (; key !== undefined; key = keys.next().value) yield { key, value: KEPT };
}

interface Differing<V> {
  readonly other: Node<V> | undefined;
  readonly keys: string[];
}

/**
 * No generator: each migration asks twice, and every level of one costs as much as the rest.
 *
 * @param opposite what stands in the same place of the other tree, which nearly always has the same key.
 */
function collectDiffering<V>(
  node: Node<V> | undefined,
  differing: Differing<V>,
  opposite: Node<V> | undefined,
): void {
  // The same node, so the same below it.
  if (node === undefined || node === opposite) return;
  const { other, keys } = differing;
  const counterpart = opposite?.key === node.key ? opposite : find(other, node.key);
  if (counterpart === node) return;
  collectDiffering(node.left, differing, counterpart?.left);
  if (counterpart === undefined || counterpart.value !== node.value) keys.push(node.key);
  collectDiffering(node.right, differing, counterpart?.right);
}

/** The tree of the entries from `start` up to `end`, which are sorted. */
function balanced<V>(
  entries: readonly (readonly [string, V])[],
  start: number,
  end: number,
): Node<V> | undefined {
  const middle = (start + end) >>> 1;
  const entry = start < end ? entries[middle] : undefined;
  if (entry === undefined) return undefined;
  const [key, value] = entry;
  return make({ key, value }, balanced(entries, start, middle), balanced(entries, middle + 1, end));
}

function insert<V>(node: Node<V> | undefined, key: string, value: Node<V>["value"]): Node<V> {
  if (node === undefined) return make({ key, value }, undefined, undefined);
  if (key === node.key) return make({ key, value }, node.left, node.right);
  return key < node.key
    ? balance(node, insert(node.left, key, value), node.right)
    : balance(node, node.left, insert(node.right, key, value));
}

function remove<V>(node: Node<V> | undefined, key: string): Node<V> | undefined {
  if (node === undefined) return undefined;
  if (key < node.key) return balance(node, remove(node.left, key), node.right);
  if (key > node.key) return balance(node, node.left, remove(node.right, key));
  if (node.right === undefined) return node.left;
  const first = leftmost(node.right);
  return balance(first, node.left, remove(node.right, first.key));
}

function leftmost<V>(node: Node<V>): Node<V> {
  let first = node;
  while (first.left !== undefined) first = first.left;
  return first;
}

type Entry<V> = Pick<Node<V>, "key" | "value">;

function make<V>(entry: Entry<V>, left: Node<V> | undefined, right: Node<V> | undefined): Node<V> {
  const height = 1 + Math.max(left?.height ?? 0, right?.height ?? 0);
  return { key: entry.key, value: entry.value, left, right, height };
}

function balance<V>(
  entry: Entry<V>,
  left: Node<V> | undefined,
  right: Node<V> | undefined,
): Node<V> {
  const lean = (left?.height ?? 0) - (right?.height ?? 0);
  if (lean > 1 && left !== undefined) {
    const inner = left.right;
    if (inner === undefined || (left.left?.height ?? 0) >= inner.height) {
      return make(left, left.left, make(entry, inner, right));
    }
    return make(inner, make(left, left.left, inner.left), make(entry, inner.right, right));
  }
  if (lean < -1 && right !== undefined) {
    const inner = right.left;
    if (inner === undefined || (right.right?.height ?? 0) >= inner.height) {
      return make(right, make(entry, left, inner), right.right);
    }
    return make(inner, make(entry, left, inner.left), make(right, inner.right, right.right));
  }
  return make(entry, left, right);
}
