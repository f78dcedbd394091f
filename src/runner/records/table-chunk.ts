import { foldedKey } from "../../plan/name-case.js";
import { claimTexts } from "../../schema/claimed-names.js";
import type { Naming } from "../../schema/naming.js";
import { targetsOf } from "../../schema/references-to.js";
import type { Table } from "../../schema/table.js";
import { pack, unpack } from "./packed.js";
import { tableOf, tableText } from "./table-text.js";

/** What others must know of a table; `folded`: its key without its case. */
export type NameKind = "claims" | "targets" | "folded";

/** A table as a chunk has it. */
export interface ChunkEntry {
  readonly key: string;
  /** What it is called beyond itself. */
  readonly claims: readonly string[];
  readonly targets: readonly string[];
  readonly text: string;
}

export function chunkEntry(key: string, table: Table, naming: Naming | undefined): ChunkEntry {
  const claims = naming === undefined ? [] : claimTexts(naming, table);
  return { key, claims, targets: [...targetsOf(table)], text: tableText(table) };
}

/** As a list of what there is says it. */
export type ChunkPlace = readonly [
  /** Its first key. */
  first: string,
  /** How many tables. */
  size: number,
  /** Characters of their texts. */
  characters: number,
  /** How long its two parts are. */
  names: number,
  texts: number,
];

/**
 * Tables with keys from one to another, in their order: what others must know of them, as one line of JSON for each
 * kind, and their texts; both compressed, and unpacked when they are asked for.
 */
export class TableChunk {
  readonly first: string;
  readonly size: number;
  readonly characters: number;
  readonly names: string;
  readonly texts: string;
  #lines: ({ readonly keys: string } & Readonly<Record<NameKind, string>>) | undefined;
  #keys: ReadonlyMap<string, number> | undefined;
  #texts: readonly string[] | undefined;
  readonly #tables = new Map<string, Table>();

  private constructor(
    parts: Pick<TableChunk, "first" | "size" | "characters" | "names" | "texts">,
  ) {
    this.first = parts.first;
    this.size = parts.size;
    this.characters = parts.characters;
    this.names = parts.names;
    this.texts = parts.texts;
  }

  /** @param entries sorted by key; at least one. */
  static of(entries: readonly ChunkEntry[]): TableChunk {
    const lines = entries.map(({ text }) => text).join("\n");
    const keys = entries.map(({ key }) => key);
    const folded = keys.map(foldedKey);
    const names = [
      keys,
      entries.map(({ claims }) => claims),
      entries.map(({ targets }) => targets),
      ...(folded.some((key, at) => key !== keys[at]) ? [folded] : []),
    ];
    return new TableChunk({
      first: entries[0]?.key ?? "",
      size: entries.length,
      characters: lines.length,
      names: pack(names.map((list) => JSON.stringify(list)).join("\n")),
      texts: pack(lines),
    });
  }

  /** @throws RangeError when the parts are not those of which the list speaks. */
  static at(
    [first, size, characters, ...lengths]: ChunkPlace,
    parts: readonly string[],
  ): TableChunk {
    const [names = "", texts = ""] = parts;
    if (names.length !== lengths[0] || texts.length !== lengths[1]) throw new RangeError("cut off");
    return new TableChunk({ first, size, characters, names, texts });
  }

  get place(): ChunkPlace {
    const { first, size, characters, names, texts } = this;
    return [first, size, characters, names.length, texts.length];
  }

  /** Key -> place. @throws when it is damaged, as the others do. */
  get keys(): ReadonlyMap<string, number> {
    if (this.#keys === undefined) {
      const list: readonly string[] = JSON.parse(this.#line("keys"));
      this.#keys = new Map(list.map((key, at) => [key, at]));
      if (this.#keys.size !== this.size) throw new RangeError("other tables than it has");
    }
    return this.#keys;
  }

  table(key: string): Table | undefined {
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const at = this.keys.get(key);
    if (at === undefined) return undefined;
    const table = tableOf(this.#text(at));
    this.#tables.set(key, table);
    return table;
  }

  /** The keys of the tables that it has made. */
  get made(): Iterable<string> {
    return this.#tables.keys();
  }

  /** May one of the tables have that name? It is looked for in the text. */
  mayHave(kind: NameKind, name: string): boolean {
    return this.#line(kind).includes(JSON.stringify(name));
  }

  /** Each table, and what others must know of it. */
  *namesOf(kind: NameKind): Generator<readonly [key: string, names: readonly string[]]> {
    const lists: readonly (string | readonly string[])[] = JSON.parse(this.#line(kind));
    for (const [key, at] of this.keys) yield [key, [lists[at] ?? []].flat()];
  }

  entries(): readonly ChunkEntry[] {
    const [claims, targets] = [[...this.namesOf("claims")], [...this.namesOf("targets")]];
    return [...this.keys.keys()].map((key, at) => ({
      key,
      claims: claims[at]?.[1] ?? [],
      targets: targets[at]?.[1] ?? [],
      text: this.#text(at),
    }));
  }

  #line(kind: "keys" | NameKind): string {
    if (this.#lines === undefined) {
      // Most keys have no case but the lower one.
      const [keys = "", claims = "", targets = "", folded = keys] = unpack(this.names).split("\n");
      this.#lines = { keys, claims, targets, folded };
    }
    return this.#lines[kind];
  }

  #text(at: number): string {
    this.#texts ??= unpack(this.texts).split("\n");
    const found = this.#texts[at];
    if (found === undefined) throw new RangeError("no such table");
    return found;
  }
}
