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
  const squashes = [...all.values()].filter((migration) => migration.replaces.length > 0);
  refuseOverlaps(squashes, all);
  const migrations = new Map(all);
  const aliases = new Map<string, readonly string[]>();
  const effective = new Set(applied);
  const newlyApplied: string[] = [];
  const did = new Set(applied);
  for (const squash of squashes) {
    if (applied.has(squash.name))
      for (const name of expand(squash, all, [squash.name])) did.add(name);
  }
  for (const squash of squashes) {
    const originals = expand(squash, all, [squash.name]);
    const done = originals.filter((name) => did.has(name));
    const whole = done.length === originals.length;
    if (applied.has(squash.name) || whole || done.length === 0) {
      for (const name of [...squash.replaces, ...originals]) {
        migrations.delete(name);
        aliases.set(name, [squash.name]);
      }
      if (whole && !applied.has(squash.name)) newlyApplied.push(squash.name);
      if (whole) effective.add(squash.name);
    } else {
      requireOriginals(squash, { originals, done, all });
      migrations.delete(squash.name);
      aliases.set(squash.name, originals);
    }
  }
  return {
    migrations,
    aliases: flatten(aliases, migrations),
    applied: effective,
    newlyApplied: newlyApplied.filter((name) => migrations.has(name)),
  };
}

/**
 * Two squashes that replace the same migration cannot both be right, unless one replaces the other:
 * what only the second one does would count as done.
 */
function refuseOverlaps(squashes: readonly Migration[], all: ReadonlyMap<string, Migration>): void {
  const owners = new Map<string, Migration>();
  const below = new Map(squashes.map((squash) => [squash, namesBelow(squash, all)]));
  for (const squash of squashes) {
    for (const name of below.get(squash) ?? []) {
      const owner = owners.get(name);
      const inside = owner !== undefined && below.get(squash)?.has(owner.name) === true;
      const around = owner !== undefined && below.get(owner)?.has(squash.name) === true;
      if (owner !== undefined && !inside && !around) throw overlap(name, owner, squash);
      if (!around) owners.set(name, squash);
    }
  }
}

/** Everything that a squash replaces, the squashes on the way included. */
function namesBelow(squash: Migration, all: ReadonlyMap<string, Migration>): ReadonlySet<string> {
  const names = new Set(squash.replaces);
  for (const name of names) for (const inner of all.get(name)?.replaces ?? []) names.add(inner);
  return names;
}

function overlap(name: string, one: Migration, other: Migration): GraphError {
  return new GraphError({
    code: "GRAPH_REPLACE_OVERLAP",
    message: `${placeOf(one)} and ${placeOf(other)} both replace "${name}"`,
    hint: "Let each migration be replaced by one squash only; a squash that is to stand for another one names that one in its `replaces`.",
    migrations: [one.name, other.name],
  });
}

function placeOf({ name, source }: Migration): string {
  return source === undefined ? `"${name}"` : `"${name}" (${source.file})`;
}

/** The names that a squash replaces in the end, through squashes of squashes. */
function expand(
  squash: Migration,
  all: ReadonlyMap<string, Migration>,
  path: readonly string[],
): string[] {
  return squash.replaces.flatMap((name) => {
    if (path.includes(name)) throw replacesItself([...path, name]);
    const inner = all.get(name);
    if (inner === undefined || inner.replaces.length === 0) return [name];
    return expand(inner, all, [...path, name]);
  });
}

/** A squash of squashes leaves chains of stand-ins; afterwards every alias is one step. */
function flatten(
  aliases: ReadonlyMap<string, readonly string[]>,
  migrations: ReadonlyMap<string, Migration>,
): Map<string, readonly string[]> {
  const end = (name: string): readonly string[] =>
    migrations.has(name) ? [name] : (aliases.get(name) ?? []).flatMap(end);
  return new Map([...aliases.keys()].map((name) => [name, [...new Set(end(name))]]));
}

interface Parts {
  readonly originals: readonly string[];
  readonly done: readonly string[];
  readonly all: ReadonlyMap<string, Migration>;
}

function requireOriginals(squash: Migration, { originals, done, all }: Parts): void {
  const lost = originals.filter((name) => !all.has(name));
  if (lost.every((name) => done.includes(name))) return;
  const open = lost.filter((name) => !done.includes(name));
  throw new GraphError({
    code: "GRAPH_PARTIAL_REPLACE",
    message: `"${squash.name}" replaces ${originals.length} migrations of which ${done.length} are applied, and ${open.map((name) => `"${name}"`).join(", ")} cannot be applied: the file is gone`,
    hint: "Bring back the files of the replaced migrations, apply them all, then remove them again.",
    migrations: [squash.name, ...open],
  });
}

function replacesItself(path: readonly string[]): GraphError {
  return new GraphError({
    code: "GRAPH_REPLACE_CYCLE",
    message: `migrations replace each other: ${path.join(" -> ")}`,
    hint: "A squash may only replace migrations that came before it.",
    migrations: path,
  });
}
