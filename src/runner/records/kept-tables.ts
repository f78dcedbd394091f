import type { Naming } from "../../schema/naming.js";
import type { Table } from "../../schema/table.js";
import type { KeptValues, TableMap, TablesByName } from "../../schema/table-map.js";
import { type ChunkEntry, chunkEntry, type NameKind, TableChunk } from "./table-chunk.js";

/** Tables that are compressed together at first, and at most. */
const CHUNK = 128;
const LARGEST = 2 * CHUNK;
/** Fewer, and they are taken together with those beside them. */
const SMALL = CHUNK / 2;
/** As many names are looked for in the texts; for more of them it pays to read everything. */
const SEARCHES = 32;

/** The tables of a snapshot, in chunks that are ranges of keys; a chunk is unpacked, and a table made, when it is asked for. */
export class KeptTables implements KeptValues<Table> {
  readonly size: number;
  readonly chunks: readonly TableChunk[];
  /** By which rules they say what names their tables have. */
  readonly naming: string | undefined;

  /** @throws RangeError when the chunks are not in the order of their keys. */
  constructor(chunks: readonly TableChunk[], naming: string | undefined) {
    if (chunks.some(({ first }, at) => at > 0 && first <= (chunks[at - 1]?.first ?? ""))) {
      throw new RangeError("not in order");
    }
    this.chunks = chunks;
    this.naming = naming;
    this.size = chunks.reduce((sum, { size }) => sum + size, 0);
  }

  has(key: string): boolean {
    return this.#chunkOf(key)?.keys.has(key) === true;
  }

  get(key: string): Table | undefined {
    return this.#chunkOf(key)?.table(key);
  }

  *keys(): Generator<string> {
    for (const { keys } of this.chunks) yield* keys.keys();
  }

  /** The keys of the tables that were made so far. */
  get made(): readonly string[] {
    return this.chunks.flatMap(({ made }) => [...made]);
  }

  /** Who has which name of that kind. */
  byName(kind: NameKind): TablesByName {
    let asked = 0;
    let all: ReadonlyMap<string, readonly string[]> | undefined;
    return {
      get: (name) => {
        asked += 1;
        if (asked > SEARCHES) all ??= tablesByName(this.chunks, kind);
        return all === undefined ? this.#search(kind, name) : all.get(name);
      },
    };
  }

  #search(kind: NameKind, name: string): readonly string[] {
    return this.chunks.flatMap((chunk) => {
      if (!chunk.mayHave(kind, name)) return [];
      return [...chunk.namesOf(kind)].flatMap(([key, names]) =>
        names.includes(name) ? [key] : [],
      );
    });
  }

  /** The chunk in which the table is, if there is one of that key. */
  #chunkOf(key: string): TableChunk | undefined {
    return this.chunks[placeOf(this.chunks, key)];
  }
}

/** The last chunk that does not begin behind the key; -1: there is none. */
function placeOf(chunks: readonly TableChunk[], key: string): number {
  let [from, to] = [0, chunks.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((chunks[middle]?.first ?? "") <= key) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

function tablesByName(
  chunks: readonly TableChunk[],
  kind: NameKind,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const chunk of chunks) {
    for (const [key, names] of chunk.namesOf(kind)) {
      for (const name of names) {
        const known = found.get(name);
        if (known === undefined) found.set(name, [key]);
        else known.push(key);
      }
    }
  }
  return found;
}

/**
 * The chunks of a schema's tables. Where they came of chunks by the same rules, one of which no table has changed is taken
 * over as it is, so the cost is that of what changed.
 */
export function chunksOf(
  tables: TableMap<Table>,
  naming: Naming | undefined,
): readonly TableChunk[] {
  const { base } = tables;
  if (!(base instanceof KeptTables) || base.naming !== naming?.id) {
    return cut([...tables].map(([key, table]) => chunkEntry(key, table, naming)));
  }
  const changes = new Map<number, [string, ChunkEntry | undefined][]>();
  for (const [key, table] of tables.changes()) {
    const at = Math.max(0, placeOf(base.chunks, key));
    const found = changes.get(at) ?? [];
    found.push([key, table && chunkEntry(key, table, naming)]);
    changes.set(at, found);
  }
  const made: TableChunk[] = [];
  let open: ChunkEntry[] = [];
  const close = (): void => {
    const last = open.length > 0 && open.length < SMALL ? made.pop() : undefined;
    made.push(...cut([...(last?.entries() ?? []), ...open]));
    open = [];
  };
  for (const [at, chunk] of base.chunks.entries()) {
    const own = changes.get(at);
    if (own !== undefined) for (const entry of changed(chunk.entries(), own)) open.push(entry);
    else if (open.length > 0 && open.length < SMALL) open.push(...chunk.entries());
    else {
      close();
      made.push(chunk);
    }
  }
  if (base.chunks.length === 0) open = [...changed([], changes.get(0) ?? [])];
  close();
  return made;
}

/** The entries with these in the place of those of their keys. */
function changed(
  entries: readonly ChunkEntry[],
  changes: readonly (readonly [string, ChunkEntry | undefined])[],
): readonly ChunkEntry[] {
  const all = new Map(entries.map((entry) => [entry.key, entry]));
  for (const [key, entry] of changes) {
    if (entry === undefined) all.delete(key);
    else all.set(key, entry);
  }
  return [...all.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** In chunks of about the same size. */
function cut(entries: readonly ChunkEntry[]): readonly TableChunk[] {
  const { length } = entries;
  if (length === 0) return [];
  const count = length <= LARGEST ? 1 : Math.ceil(length / CHUNK);
  return Array.from({ length: count }, (_, at) =>
    TableChunk.of(
      entries.slice(Math.floor((at * length) / count), Math.floor(((at + 1) * length) / count)),
    ),
  );
}
