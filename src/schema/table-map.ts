/** A value that is made of its source, once, when it is asked for. */
export class Unread<V> {
  readonly source: object;
  readonly #read: () => V;
  #value: V | undefined;

  constructor(source: object, read: () => V) {
    this.source = source;
    this.#read = read;
  }

  get value(): V {
    this.#value ??= this.#read();
    return this.#value;
  }

  /** Itself while it was not asked for. */
  get known(): V | this {
    return this.#value ?? this;
  }
}

/** A node of a balanced (AVL) tree; never changed once made. */
interface Node<V> {
  readonly key: string;
  readonly value: V | Unread<V>;
  readonly left: Node<V> | undefined;
  readonly right: Node<V> | undefined;
  readonly height: number;
  readonly size: number;
}

/**
 * An immutable map sorted by key. `with` and `without` share all but a path of the tree, so that
 * the replay of n operations over n tables costs n log n and every state in between can be kept.
 * The order of iteration depends on the keys alone, not on how the map came about.
 */
export class TableMap<V> implements ReadonlyMap<string, V> {
  readonly #root: Node<V> | undefined;

  private constructor(root: Node<V> | undefined) {
    this.#root = root;
    Object.freeze(this);
  }

  static from<V>(entries: Iterable<readonly [string, V]>): TableMap<V> {
    if (entries instanceof TableMap) return entries;
    const sorted = [...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : 1));
    return new TableMap(balanced(sorted, 0, sorted.length));
  }

  /** A map of values of which only those are made that are asked for. */
  static unread<V>(entries: Iterable<readonly [string, Unread<V>]>): TableMap<V> {
    const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    return new TableMap<V>(balanced(sorted, 0, sorted.length));
  }

  get size(): number {
    return this.#root?.size ?? 0;
  }

  get(key: string): V | undefined {
    const node = find(this.#root, key);
    return node && valueIn(node);
  }

  has(key: string): boolean {
    return find(this.#root, key) !== undefined;
  }

  with(key: string, value: V): TableMap<V> {
    return new TableMap(insert(this.#root, key, value));
  }

  without(key: string): TableMap<V> {
    return this.has(key) ? new TableMap(remove(this.#root, key)) : this;
  }

  /**
   * The keys whose value `other` does not have, or not as the same object. What two maps share is
   * not looked at, so between a map and what came of it the cost is that of the changes.
   */
  keysNotIn(other: TableMap<V>): readonly string[] {
    const keys: string[] = [];
    collectDiffering(this.#root, other.#root, keys);
    return keys;
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  *entries(): MapIterator<[string, V]> {
    for (const node of inOrder(this.#root)) yield [node.key, valueIn(node)];
  }

  /** The entries as they are: a value that was not asked for is not made. */
  *kept(): Generator<readonly [string, V | Unread<V>]> {
    for (const node of inOrder(this.#root)) yield [node.key, knownIn(node)];
  }

  *keys(): MapIterator<string> {
    for (const node of inOrder(this.#root)) yield node.key;
  }

  *values(): MapIterator<V> {
    for (const node of inOrder(this.#root)) yield valueIn(node);
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return "TableMap";
  }
}

function valueIn<V>({ value }: Entry<V>): V {
  return value instanceof Unread ? value.value : value;
}

function knownIn<V>({ value }: Entry<V>): V | Unread<V> {
  return value instanceof Unread ? value.known : value;
}

function find<V>(root: Node<V> | undefined, key: string): Node<V> | undefined {
  let node = root;
  while (node !== undefined && node.key !== key) node = key < node.key ? node.left : node.right;
  return node;
}

function* inOrder<V>(root: Node<V> | undefined): Generator<Node<V>> {
  const path: Node<V>[] = [];
  let node = root;
  while (node !== undefined || path.length > 0) {
    while (node !== undefined) {
      path.push(node);
      node = node.left;
    }
    const next = path.pop();
    if (next === undefined) return;
    yield next;
    node = next.right;
  }
}

/** No generator: each migration asks twice, and every level of one costs as much as the rest. */
function collectDiffering<V>(
  node: Node<V> | undefined,
  other: Node<V> | undefined,
  keys: string[],
): void {
  if (node === undefined) return;
  const counterpart = find(other, node.key);
  // The same node, so the same below it.
  if (counterpart === node) return;
  collectDiffering(node.left, other, keys);
  if (counterpart === undefined || knownIn(counterpart) !== knownIn(node)) keys.push(node.key);
  collectDiffering(node.right, other, keys);
}

/** The tree of the entries from `start` up to `end`, which are sorted. */
function balanced<V>(
  entries: readonly (readonly [string, V | Unread<V>])[],
  start: number,
  end: number,
): Node<V> | undefined {
  const middle = (start + end) >>> 1;
  const entry = start < end ? entries[middle] : undefined;
  if (entry === undefined) return undefined;
  const [key, value] = entry;
  return make({ key, value }, balanced(entries, start, middle), balanced(entries, middle + 1, end));
}

function insert<V>(node: Node<V> | undefined, key: string, value: V | Unread<V>): Node<V> {
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
  const size = 1 + (left?.size ?? 0) + (right?.size ?? 0);
  return { key: entry.key, value: entry.value, left, right, height, size };
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
