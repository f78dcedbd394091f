import { GraphError } from "./graph-error.js";
import type { Migration } from "./migration.js";

/**
 * Who replaces whom, as a tree: each name below the innermost squash that replaces it. Every list
 * of names is read once, whatever squashes name one another: a list of strangers may be long.
 */
export interface SquashTree {
  /** Those that replace others, each behind the ones that it replaces. */
  readonly squashes: readonly Migration[];
  /** Name -> the innermost squash that replaces it. */
  readonly owners: ReadonlyMap<string, string>;
  /** Squash -> the names of which it is the innermost one. */
  readonly owned: ReadonlyMap<string, readonly string[]>;
}

/** @throws GraphError GRAPH_REPLACE_CYCLE, GRAPH_REPLACE_OVERLAP */
export function squashTree(all: ReadonlyMap<string, Migration>): SquashTree {
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
