import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Of nine. The texts of tables are alike: another level costs three times as much and gains a tenth. */
const LEVEL = 1;
/** Bytes of one chunk's texts, as a bound of what is unpacked. */
const LARGEST = 512 * 1024 * 1024;

/** What can be known of a table without making it. */
export interface TableHead {
  readonly key: string;
  /** What it is called beyond itself. */
  readonly claims: readonly string[];
  readonly targets: readonly string[];
}

/** The texts of some tables, compressed together and unpacked when one of them is asked for. */
export class TableChunk {
  readonly packed: string;
  /** How many tables. */
  readonly size: number;
  /** Characters of their texts. */
  readonly characters: number;
  #texts: readonly string[] | undefined;

  constructor(parts: {
    readonly packed: string;
    readonly size: number;
    readonly characters: number;
  }) {
    this.packed = parts.packed;
    this.size = parts.size;
    this.characters = parts.characters;
  }

  /** @param texts without line ends. */
  static of(texts: readonly string[]): TableChunk {
    const lines = texts.join("\n");
    return new TableChunk({ packed: pack(lines), size: texts.length, characters: lines.length });
  }

  /** @throws when it is damaged. */
  text(at: number): string {
    this.#texts ??= unpack(this.packed).split("\n");
    const found = this.#texts[at];
    if (found === undefined) throw new RangeError("no such table");
    return found;
  }
}

/** Where the text of a table is. */
export class KeptTable {
  readonly chunk: TableChunk;
  readonly at: number;
  readonly head: TableHead;

  constructor(chunk: TableChunk, at: number, head: TableHead) {
    this.chunk = chunk;
    this.at = at;
    this.head = head;
  }

  get text(): string {
    return this.chunk.text(this.at);
  }
}

/** Compressed, in base64. */
export function pack(text: string): string {
  return deflateRawSync(text, { level: LEVEL }).toString("base64");
}

/** What {@link pack} made. @throws when it is anything else. */
export function unpack(packed: string): string {
  const bytes = Buffer.from(packed, "base64");
  return inflateRawSync(bytes, { maxOutputLength: LARGEST }).toString("utf8");
}
