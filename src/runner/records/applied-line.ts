import type { AppliedMigration } from "../../migration/applied-stand-in.js";
import { pack, unpack } from "./packed.js";

/** Migrations that are compressed together. */
const CHUNK = 512;

/** As it is written. */
export interface AppliedLineData {
  /** See {@link AppliedLine.ends}; null: that takes the graph. */
  readonly ends: readonly string[] | null;
  readonly count: number;
  /** How long the parts are. */
  readonly parts: readonly number[];
}

/** Of a list how it is written: without words. */
type Entry = readonly [name: string, dependencies: readonly string[], replaces: readonly string[]];

/** The migrations that are applied, as far as a graph needs them; read when that is asked for. */
export class AppliedLine {
  /**
   * Those that no other depends on. undefined: one of them replaces others or depends on what is not among them,
   * and it takes the whole graph to say more.
   */
  readonly ends: readonly string[] | undefined;
  readonly count: number;
  readonly parts: readonly string[];

  private constructor(line: Pick<AppliedLine, "ends" | "count" | "parts">) {
    this.ends = line.ends;
    this.count = line.count;
    this.parts = line.parts;
  }

  static of(migrations: readonly AppliedMigration[]): AppliedLine {
    const names = new Set(migrations.map(({ name }) => name));
    const ends = names.size === migrations.length ? endsBehind([], migrations, names) : undefined;
    return new AppliedLine({ ends, count: migrations.length, parts: packed(migrations) });
  }

  /** @throws RangeError when the parts are not those of which the data speaks. */
  static at(
    { ends, count, parts: lengths }: AppliedLineData,
    parts: readonly string[],
  ): AppliedLine {
    if (lengths.some((length, at) => parts[at]?.length !== length)) throw new RangeError("cut off");
    return new AppliedLine({ ends: ends ?? undefined, count, parts });
  }

  get data(): AppliedLineData {
    const { ends = null, count, parts } = this;
    return { ends, count, parts: parts.map(({ length }) => length) };
  }

  /** With others behind it, at the cost of those. @param isApplied is that one of the line? */
  with(migrations: readonly AppliedMigration[], isApplied: (name: string) => boolean): AppliedLine {
    const own = new Set(migrations.map(({ name }) => name));
    const names = { has: (name: string) => own.has(name) || isApplied(name) };
    const ends = this.ends && endsBehind(this.ends, migrations, names);
    const isOpen = this.count % CHUNK > 0;
    const [kept, last] = isOpen ? [this.parts.slice(0, -1), this.parts.at(-1)] : [this.parts];
    const more = packed([...(last === undefined ? [] : read(last)), ...migrations]);
    return new AppliedLine({
      ends,
      count: this.count + migrations.length,
      parts: [...kept, ...more],
    });
  }

  /** @throws when it is damaged. */
  list(): readonly AppliedMigration[] {
    const list = this.parts.flatMap(read);
    if (list.length !== this.count) throw new RangeError("other migrations than it has");
    return list;
  }
}

function endsBehind(
  before: readonly string[],
  migrations: readonly AppliedMigration[],
  known: { has(name: string): boolean },
): readonly string[] | undefined {
  const ends = new Set([...before, ...migrations.map(({ name }) => name)]);
  for (const { name, dependencies, replaces } of migrations) {
    if (replaces.length > 0) return undefined;
    for (const dependency of dependencies) {
      if (dependency === name || !known.has(dependency)) return undefined;
      ends.delete(dependency);
    }
  }
  return [...ends];
}

function packed(migrations: readonly AppliedMigration[]): readonly string[] {
  const parts: string[] = [];
  for (let start = 0; start < migrations.length; start += CHUNK) {
    const own = migrations.slice(start, start + CHUNK);
    const entries = own.map((one): Entry => [one.name, one.dependencies, one.replaces]);
    parts.push(pack(JSON.stringify(entries)));
  }
  return parts;
}

function read(part: string): readonly AppliedMigration[] {
  const entries: readonly Entry[] = JSON.parse(unpack(part));
  return entries.map(([name, dependencies, replaces]) => ({ name, dependencies, replaces }));
}
