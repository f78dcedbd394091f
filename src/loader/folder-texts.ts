import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import type { MemoryPart } from "../migration/migration.js";
import { LoaderError } from "./loader-error.js";
import { sourceText, withUnixLineEndings } from "./source-text.js";

const KB = 1024;
/** Bytes of the memory that many files share: at first, at most, and all of it. */
const FIRST = 256 * KB;
const LARGEST = 1024 * KB;
const MOST = 16 * 1024 * KB;
/** Bytes that {@link FolderTexts.read} offers. */
const ROOM = 64 * KB;

/** Stands before each text in memory; {@link sourceText} takes no text that has one. */
const MARK = 0;
/** Stands there until the texts have been looked at: no character of theirs goes beyond it, and it is none of those that are looked for. */
const NOT_YET = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** With which a byte order mark begins. */
const BEYOND_ASCII = 0xef;
/** What a path of a file beside this one begins with, or has behind its first point. */
const BESIDE = "./";
const BESIDE_BYTES = Buffer.from(BESIDE);

/** Where the bytes of a file are, behind a {@link MARK} at `start`; those of the next one begin at `end`. */
interface Place extends MemoryPart {
  readonly path: string;
  readonly memory: Buffer;
  /** Its bytes are those of its text with the line endings of Unix. */
  isPlain: boolean;
  mayImport: boolean;
}

/**
 * The texts of a folder, by path. Those of small files are kept as the bytes that were read, beside each other,
 * and a text is made when it is asked for: of most files of a long line nothing is wanted but the digest.
 * What no heap counts has an end; the others are texts at once.
 */
export class FolderTexts implements ReadonlyMap<string, string> {
  readonly #texts = new Map<string, Place | string>();
  #memory = Buffer.alloc(0);
  #used = 0;
  /** Bytes of all memory so far. */
  #taken = 0;
  /** What was not looked at yet, beside each other in the memory. */
  #unsettled: Place[] = [];
  readonly #refuse: (path: string, error: LoaderError) => void;
  /** What is asked for twice is asked for at once. */
  #last: { readonly path: string; readonly text: string } | undefined;

  /** @param refuse is told of a file that was taken and is no text; it is not there any more. */
  constructor(refuse: (path: string, error: LoaderError) => void) {
    this.#refuse = refuse;
  }

  /**
   * Takes a small file, of which nothing is to be asked before {@link settle}.
   *
   * @param fill writes it into this memory, and says how long it is; undefined: it cannot.
   * @returns its bytes; undefined where `fill` could not, or where there is no memory left for it.
   */
  read(
    path: string,
    fill: (memory: Buffer, at: number, room: number) => number | undefined,
  ): number | undefined {
    if (!this.#hasRoom()) return undefined;
    const memory = this.#memory;
    const start = this.#used;
    const length = fill(memory, start + 1, ROOM);
    if (length === undefined) return undefined;
    const end = start + 1 + length;
    memory[start] = NOT_YET;
    const isPlain = length === 0 || memory[start + 1] !== BEYOND_ASCII;
    const place = { path, memory, start, end, isPlain, mayImport: false };
    this.#texts.set(path, place);
    this.#unsettled.push(place);
    this.#used = end;
    return length;
  }

  /**
   * Looks at what was taken: whether it is text, and what is in it. At all of it at once, which is a few calls for a thousand small
   * files, in place of some thousand.
   */
  settle(): void {
    const places = this.#unsettled;
    const first = places[0];
    if (first === undefined) return;
    this.#unsettled = [];
    const bytes = first.memory.subarray(first.start, this.#used);
    const areTexts = isUtf8(bytes) && !bytes.includes(0);
    const areUnix = !bytes.includes(CARRIAGE_RETURN);
    for (const place of places) {
      if (!areTexts && !this.#isText(place)) continue;
      if (!areUnix && bytesOf(place).includes(CARRIAGE_RETURN)) place.isPlain = false;
      place.memory[place.start] = MARK;
    }
    let found = bytes.indexOf(BESIDE_BYTES);
    for (const place of places) {
      if (found === -1) return;
      const end = place.end - first.start;
      if (found >= end) continue;
      place.mayImport = true;
      found = bytes.indexOf(BESIDE_BYTES, end);
    }
  }

  /** Takes a text. @throws LoaderError as {@link sourceText} */
  add(path: string, bytes: Uint8Array): void {
    this.#texts.set(path, sourceText(path, bytes));
  }

  get size(): number {
    return this.#texts.size;
  }

  has(path: string): boolean {
    return this.#texts.has(path);
  }

  get(path: string): string | undefined {
    const found = this.#texts.get(path);
    if (found === undefined || typeof found === "string") return found;
    if (this.#last?.path !== path) this.#last = { path, text: sourceText(path, bytesOf(found)) };
    return this.#last.text;
  }

  /** May there be the path of another file in its text? */
  mayImport(path: string): boolean {
    const found = this.#texts.get(path);
    return typeof found === "string" ? found.includes(BESIDE) : found?.mayImport === true;
  }

  /**
   * SHA-256 of a text with the line endings of Unix, hexadecimal; that of an empty one where there is none.
   *
   * @param isMarked with a byte before it that no text begins with: another digest, from which this one does not follow.
   */
  digest(path: string, isMarked: boolean): string {
    const found = this.#texts.get(path);
    if (typeof found === "object" && found.isPlain) return sha256(bytesOf(found, isMarked));
    return textDigest(this.get(path) ?? "", isMarked);
  }

  /** The text with the line endings of Unix, with a byte before it that no text begins with. */
  marked(path: string): MemoryPart {
    const found = this.#texts.get(path);
    if (typeof found === "object" && found.isPlain) return found;
    const memory = Buffer.from(withMark(withUnixLineEndings(this.get(path) ?? "")));
    return { memory, start: 0, end: memory.length };
  }

  forEach(visit: (text: string, path: string, texts: ReadonlyMap<string, string>) => void): void {
    for (const [path, text] of this) visit(text, path, this);
  }

  *entries(): MapIterator<[string, string]> {
    for (const path of this.#texts.keys()) yield [path, this.get(path) ?? ""];
  }

  keys(): MapIterator<string> {
    return this.#texts.keys();
  }

  *values(): MapIterator<string> {
    for (const [, text] of this) yield text;
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  /** Is there room for a mark and a small file, in the memory that there is or in more of it? */
  #hasRoom(): boolean {
    if (this.#used + 1 + ROOM <= this.#memory.length) return true;
    const size = Math.min(Math.max(FIRST, 2 * this.#memory.length), LARGEST);
    if (this.#taken + size > MOST) return false;
    this.settle();
    this.#memory = Buffer.allocUnsafeSlow(size);
    this.#used = 0;
    this.#taken += size;
    return true;
  }

  #isText(place: Place): boolean {
    const { path } = place;
    try {
      sourceText(path, bytesOf(place));
      return true;
    } catch (error) {
      if (!(error instanceof LoaderError)) throw error;
      this.#texts.delete(path);
      this.#refuse(path, error);
      return false;
    }
  }
}

/** As {@link FolderTexts.digest}. */
export function textDigest(text: string, isMarked: boolean): string {
  const unix = withUnixLineEndings(text);
  return sha256(isMarked ? withMark(unix) : unix);
}

function withMark(text: string): string {
  return String.fromCharCode(MARK) + text;
}

/** Not `subarray`: Buffer makes more of it, and for each of a thousand files that takes its time. */
function bytesOf({ memory, start, end }: Place, isMarked = false): Uint8Array {
  const from = isMarked ? start : start + 1;
  return new Uint8Array(memory.buffer, memory.byteOffset + from, end - from);
}

function sha256(content: string | Uint8Array): string {
  return hash("sha256", content);
}
