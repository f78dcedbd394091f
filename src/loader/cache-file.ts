import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** How many files are kept in one directory. */
const FILES = 100;
/** Bytes of one file. */
const LARGEST = 256 * 1024 * 1024;
/** After that a file that was begun is left over from a process that ended. */
const ABANDONED_MS = 60 * 60 * 1000;

/**
 * One file in a directory of the user's cache. No other user can have put there what it holds; a
 * file of another user, or what is no file, is neither followed nor touched.
 */
export class CacheFile {
  readonly #directory: string;
  readonly #path: string;

  /** @param id 32 hexadecimal digits. */
  constructor(directory: string, id: string) {
    this.#directory = directory;
    this.#path = join(directory, `${id}.json`);
  }

  /** @throws when this user has none, or it is too large. */
  read(): string {
    // O_NONBLOCK: opening a named pipe must not wait for a writer.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const descriptor = openSync(this.#path, flags);
    try {
      const status = fstatSync(descriptor);
      if (!status.isFile() || status.size > LARGEST || !isOwn(status)) {
        throw new TypeError("not a file of ours");
      }
      return readFileSync(descriptor, "utf8");
    } finally {
      closeSync(descriptor);
    }
  }

  /** Puts the text in place as a whole. @throws when the directory is another user's. */
  write(text: string): void {
    if (Buffer.byteLength(text) > LARGEST) throw new TypeError("too large to be read again");
    const directory = this.#directory;
    // Step by step: a home that is not there is not made.
    for (const path of [dirname(dirname(directory)), dirname(directory), directory]) {
      makeFolder(path);
    }
    const found = lstatSync(directory);
    if (!found.isDirectory() || !isOwn(found)) throw new TypeError("not a directory of ours");
    const partial = `${this.#path}.${randomUUID()}`;
    try {
      // Exclusive: a link in its place is not written through.
      writeFileSync(partial, text, { mode: 0o600, flag: "wx" });
      renameSync(partial, this.#path);
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    }
    forgetOldest(directory);
  }
}

/** Where the system knows no owners everything counts as this user's. */
function isOwn({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

/** With `sudo` nothing is left in a home that its user could not change again. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = statSync(dirname(path));
  if (!isOwn(parent) && parent.uid !== 0) throw new TypeError("another user's directory");
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another run may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

/** Whatever else lies in the directory is left alone. */
function forgetOldest(directory: string): void {
  const kept: { readonly path: string; readonly at: number }[] = [];
  for (const name of readdirSync(directory)) {
    const [, partial] = /^[0-9a-f]{32}\.json(\.[\w-]+)?$/.exec(name) ?? [];
    if (partial === undefined && !/^[0-9a-f]{32}\.json$/.test(name)) continue;
    const path = join(directory, name);
    const at = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (at === undefined) continue;
    if (partial === undefined) kept.push({ path, at });
    else if (Date.now() - at > ABANDONED_MS) rmSync(path, { force: true });
  }
  kept.sort((a, b) => b.at - a.at);
  for (const { path } of kept.slice(FILES)) rmSync(path, { force: true });
}
