import { GraphError } from "./graph-error.js";
import type { Migration } from "./migration.js";

/** Which migrations count when some replace others, and who stands for whom. */
export interface Replacement {
  readonly migrations: ReadonlyMap<string, Migration>;
  /** Name that may be written -> names that stand for it in {@link migrations}. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** The applied names, and the squashes whose replaced migrations are all applied. */
  readonly applied: ReadonlySet<string>;
  /** Squashes that count as applied but are not in the history yet, to be recorded there. */
  readonly newlyApplied: readonly string[];
}

/**
 * A squash is used when all or none of what it replaces is applied; then the replaced are left
 * out. When only some are applied the originals go on, and the squash is left out until they have
 * all been applied.
 *
 * @throws GraphError when originals are needed that are not there any more.
 */
export function resolveReplacements(
  all: ReadonlyMap<string, Migration>,
  applied: ReadonlySet<string>,
): Replacement {
  const tree = squashTree(all);
  const extents = extentsOf(tree, applied);
  const isUsed = ({ name }: Migration): boolean => {
    const { originals, done } = extents.get(name) ?? NOTHING;
    return applied.has(name) || done === originals || done === 0;
  };
  const stands = new Map<string, string>();
  const partial: Migration[] = [];
  // From the outside in: whatever a used squash replaces, at any depth, it stands for.
  for (const squash of tree.squashes.toReversed()) {
    const above = stands.get(squash.name);
    if (above === undefined && !isUsed(squash)) {
      requireOriginals(squash, { tree, all, applied });
      partial.push(squash);
      continue;
    }
    for (const name of tree.owned.get(squash.name) ?? []) stands.set(name, above ?? squash.name);
  }
  const migrations = new Map(all);
  for (const name of stands.keys()) migrations.delete(name);
  for (const { name } of partial) migrations.delete(name);
  const whole = [...all.keys()].filter((name) => {
    const extent = extents.get(name);
    return extent !== undefined && extent.done === extent.originals;
  });
  return {
    migrations,
    aliases: new Map([
      ...[...stands].map(([name, stand]) => [name, [stand]] as const),
      ...partial.map((squash) => [squash.name, standsFor(squash, tree, stands)] as const),
    ]),
    applied: new Set([...applied, ...whole]),
    newlyApplied: whole.filter((name) => !applied.has(name) && migrations.has(name)),
  };
}

/** How many migrations that are no squashes a squash replaces in the end, and how many are done. */
interface Extent {
  readonly originals: number;
  readonly done: number;
}

const NOTHING: Extent = { originals: 0, done: 0 };

function extentsOf(
  { squashes, owned }: SquashTree,
  applied: ReadonlySet<string>,
): ReadonlyMap<string, Extent> {
  const within = new Set(applied);
  for (const { name } of squashes.toReversed()) {
    if (within.has(name)) for (const inner of owned.get(name) ?? []) within.add(inner);
  }
  const extents = new Map<string, Extent>();
  for (const { name } of squashes) {
    let originals = 0;
    let done = 0;
    for (const inner of owned.get(name) ?? []) {
      const extent = extents.get(inner) ?? {
        originals: 1,
        done: within.has(inner) ? 1 : 0,
      };
      originals += extent.originals;
      done += extent.done;
    }
    extents.set(name, { originals, done });
  }
  return extents;
}

/** What counts in place of a squash that is not used: for each of its originals what that has become. */
function standsFor(
  squash: Migration,
  tree: SquashTree,
  stands: ReadonlyMap<string, string>,
): readonly string[] {
  return [...new Set(originalsOf(squash, tree).map((name) => stands.get(name) ?? name))];
}

function originalsOf({ name }: Migration, { owned }: SquashTree): readonly string[] {
  const names: string[] = [];
  const open = [name];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const inner = owned.get(one);
    if (inner === undefined) names.push(one);
    else open.push(...inner.toReversed());
  }
  return names;
}

interface Parts {
  readonly tree: SquashTree;
  readonly all: ReadonlyMap<string, Migration>;
  readonly applied: ReadonlySet<string>;
}

function requireOriginals(squash: Migration, { tree, all, applied }: Parts): void {
  const originals = originalsOf(squash, tree);
  const isDone = (name: string): boolean => {
    for (let one: string | undefined = name; one !== undefined; one = tree.owners.get(one)) {
      if (applied.has(one)) return true;
    }
    return false;
  };
  const open = originals.filter((name) => !all.has(name) && !isDone(name));
  if (open.length === 0) return;
  const done = originals.filter(isDone);
  throw new GraphError({
    code: "GRAPH_PARTIAL_REPLACE",
    message: `"${squash.name}" replaces ${originals.length} migrations of which ${done.length} are applied, and ${open.map((name) => `"${name}"`).join(", ")} cannot be applied: the file is gone`,
    hint: "Bring back the files of the replaced migrations, apply them all, then remove them again.",
    migrations: [squash.name, ...open],
  });
}

/**
 * Who replaces whom, as a tree: each name below the innermost squash that replaces it. Every list
 * of names is read once, whatever squashes name one another: an untrusted list may be long.
 */
interface SquashTree {
  /** Those that replace others, each behind the ones that it replaces. */
  readonly squashes: readonly Migration[];
  /** Name -> the innermost squash that replaces it. */
  readonly owners: ReadonlyMap<string, string>;
  /** Squash -> the names of which it is the innermost one. */
  readonly owned: ReadonlyMap<string, readonly string[]>;
}

/** @throws GraphError GRAPH_REPLACE_CYCLE, GRAPH_REPLACE_OVERLAP */
function squashTree(all: ReadonlyMap<string, Migration>): SquashTree {
  const squashes = innermostFirst(all);
  const tops = new Tops();
  const owned = new Map<string, string[]>();
  for (const squash of squashes) {
    const names = new Set(squash.replaces);
    for (const name of names) {
      const top = tops.of(name);
      // What another squash replaces is this one's as well when that one is.
      if (!names.has(top)) throw overlap(name, all.get(top), squash);
    }
    const own = [...names].filter((name) => tops.of(name) === name);
    for (const name of own) tops.put(name, squash.name);
    owned.set(squash.name, own);
  }
  return { squashes, owners: tops.owners, owned };
}

/** The outermost squash above each name, found by shortcuts that are kept. */
class Tops {
  readonly owners = new Map<string, string>();
  readonly #shortcuts = new Map<string, string>();

  put(name: string, owner: string): void {
    this.owners.set(name, owner);
    this.#shortcuts.set(name, owner);
  }

  of(name: string): string {
    const way: string[] = [];
    let top = name;
    for (let next = this.#shortcuts.get(top); next !== undefined; next = this.#shortcuts.get(top)) {
      way.push(top);
      top = next;
    }
    for (const passed of way) this.#shortcuts.set(passed, top);
    return top;
  }
}

/** Without recursion: a chain of squashes may be longer than the stack. */
function innermostFirst(all: ReadonlyMap<string, Migration>): readonly Migration[] {
  const sorted = new Set<Migration>();
  for (const start of all.values()) {
    const path = new Set<Migration>();
    const stack: {
      readonly squash: Migration;
      readonly names: Iterator<string>;
    }[] = [];
    const enter = (squash: Migration): void => {
      if (squash.replaces.length === 0 || sorted.has(squash)) return;
      path.add(squash);
      stack.push({ squash, names: squash.replaces.values() });
    };
    enter(start);
    for (let here = stack.at(-1); here !== undefined; here = stack.at(-1)) {
      const next = here.names.next();
      const inner = next.done === true ? undefined : all.get(next.value);
      if (inner !== undefined && path.has(inner)) throw replacesItself(path, inner);
      if (inner !== undefined) enter(inner);
      if (next.done !== true) continue;
      stack.pop();
      path.delete(here.squash);
      sorted.add(here.squash);
    }
  }
  return [...sorted];
}

function overlap(name: string, one: Migration | undefined, other: Migration): GraphError {
  return new GraphError({
    code: "GRAPH_REPLACE_OVERLAP",
    message: `${placeOf(one)} and ${placeOf(other)} both replace "${name}"`,
    hint: "Let each migration be replaced by one squash only; a squash that is to stand for another one names that one in its `replaces`.",
    migrations: one === undefined ? [other.name] : [one.name, other.name],
  });
}

function placeOf(migration: Migration | undefined): string {
  const { name = "", source } = migration ?? {};
  return source === undefined ? `"${name}"` : `"${name}" (${source.file})`;
}

function replacesItself(path: Iterable<Migration>, squash: Migration): GraphError {
  const names = [...path].map(({ name }) => name);
  const circle = [...names.slice(names.indexOf(squash.name)), squash.name];
  return new GraphError({
    code: "GRAPH_REPLACE_CYCLE",
    message: `migrations replace each other: ${circle.join(" -> ")}`,
    hint: "A squash may only replace migrations that came before it.",
    migrations: circle,
  });
}
