import { createHash } from "node:crypto";

/** Bytes that are compared and kept together. */
const BLOCK = 1024;

const HEADER_LENGTH = 4;

/** Where an engine keeps what it goes on with; addresses in its memory. */
export interface EngineRoots {
  readonly runtime: number;
  readonly context: number;
  readonly enter: number;
}

/** Bytes and where they belong. */
export interface MemoryRun {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * What an engine at rest has in its memory beyond a new instance. Written into a new instance, it
 * makes an engine that has done all this already. Nothing foreign has run in an engine that an image
 * is taken of.
 */
export interface EngineImage {
  readonly roots: EngineRoots;
  readonly runs: readonly MemoryRun[];
}

interface Header {
  readonly key: string;
  /** SHA-256 of the bytes of all runs: what a disk has damaged must not run. */
  readonly digest: string;
  readonly roots: EngineRoots;
  /** Address and length of each run; their bytes follow the header one after the other. */
  readonly runs: readonly (readonly [at: number, length: number])[];
}

/** The image as bytes of a file; `key` says of what it was made. */
export function packImage({ roots, runs }: EngineImage, key: string): Buffer {
  const content = Buffer.concat(runs.map(({ bytes }) => bytes));
  const header: Header = {
    key,
    digest: digestOf(content),
    roots,
    runs: runs.map(({ at, bytes }) => [at, bytes.length]),
  };
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(HEADER_LENGTH);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, content]);
}

function digestOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * The image of a file; undefined when it was made of something else, or was damaged.
 * @throws when the header is not to be read
 */
export function unpackImage(file: Buffer, key: string): EngineImage | undefined {
  const end = HEADER_LENGTH + file.readUInt32LE();
  const header: Header = JSON.parse(file.toString("utf8", HEADER_LENGTH, end));
  if (header.key !== key || header.digest !== digestOf(file.subarray(end))) return undefined;
  let from = end;
  const runs = header.runs.map(([at, length]) => {
    const bytes = file.subarray(from, from + length);
    from += length;
    return { at, bytes };
  });
  return from === file.length ? { roots: header.roots, runs } : undefined;
}

/** What differs, in runs of whole blocks. Both have the same size. */
export function differingRuns(blank: WebAssembly.Memory, memory: WebAssembly.Memory): MemoryRun[] {
  const before = Buffer.from(blank.buffer);
  const after = Buffer.from(memory.buffer);
  const runs: MemoryRun[] = [];
  let start = -1;
  for (let at = 0; at <= after.length; at += BLOCK) {
    const end = at + BLOCK;
    const differs = at < after.length && after.compare(before, at, end, at, end) !== 0;
    if (differs && start < 0) start = at;
    if (differs || start < 0) continue;
    runs.push({ at: start, bytes: Uint8Array.from(after.subarray(start, at)) });
    start = -1;
  }
  return runs;
}

/** Writes an image's runs into the memory of a new instance. */
export function writeRuns(memory: WebAssembly.Memory, runs: readonly MemoryRun[]): void {
  const bytes = new Uint8Array(memory.buffer);
  for (const run of runs) bytes.set(run.bytes, run.at);
}
