import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { EntryRecord, LoadResult } from "../interp/load-result.js";
import type { MigrationFolder } from "./folder.js";

/** How many folders are remembered in one directory. */
const FOLDERS = 100;
/** Bytes of one folder's file. */
const LARGEST = 256 * 1024 * 1024;
/** What a file may import and still do the same each time: this module keeps no state. */
const STATELESS: ReadonlySet<string> = new Set(["makemigrations"]);

/** Where the cache is and what its content depends on, beside the files themselves. */
export interface RegistryCacheOptions {
  readonly directory: string;
  /** The tool, the symbol map and the limits: another one is another cache. */
  readonly salt: string;
}

interface Stored {
  readonly salt: string;
  readonly entries: Readonly<Record<string, StoredEntry>>;
}

/** SHA-256 of the file's text, line and column of each call, the calls as they crossed. */
type StoredEntry = readonly [
  digest: string,
  places: readonly (readonly [line: number, column: number])[],
  text: string,
];

/**
 * What files of one's own project registered the last time they were evaluated, so that only what
 * is new has to be. It is a convenience: whatever is wrong with it, the files are evaluated. Never
 * for code that nobody vouches for; see docs/decisions/0013.
 */
export class RegistryCache {
  readonly #directory: string;
  readonly #file: string;
  readonly #salt: string;
  readonly #folder: MigrationFolder;
  readonly #stored: Stored["entries"];

  constructor({ directory, salt }: RegistryCacheOptions, folder: MigrationFolder) {
    this.#directory = directory;
    this.#file = join(directory, `${sha256(folder.directory).slice(0, 32)}.json`);
    this.#salt = salt;
    this.#folder = folder;
    this.#stored = read(this.#file, salt);
  }

  /** The records of migrations whose text is that of the last time. */
  known(): readonly EntryRecord[] {
    return this.#folder.migrations.flatMap((entry) => {
      const stored = this.#stored[entry];
      if (!isStored(stored) || stored[0] !== this.#digest(entry)) return [];
      const [, places, text] = stored;
      const sites = places.map(([line, column]) => ({ file: entry, line, column }));
      return [{ entry, sites, text }];
    });
  }

  /** Keeps what is known, and of what was evaluated the part that comes out the same each time. */
  keep(known: ReadonlySet<string>, evaluated: LoadResult["records"]): void {
    const fresh = evaluated.filter(isStateless);
    if (fresh.length === 0) return;
    const entries = Object.fromEntries(
      Object.entries(this.#stored).filter(([entry]) => known.has(entry)),
    );
    for (const { entry, sites, text } of fresh) {
      const places = sites.map(({ line = 0, column = 0 }) => [line, column] as const);
      entries[entry] = [this.#digest(entry), places, text];
    }
    try {
      write(this.#directory, this.#file, JSON.stringify({ salt: this.#salt, entries }));
    } catch {
      // A home that is not writable, a full disk: then the next run evaluates, as this one did.
    }
  }

  #digest(entry: string): string {
    return sha256(this.#folder.files.get(entry) ?? "");
  }
}

/** As far as anybody relies on it; what the calls are is checked where they are made. */
function isStored(entry: StoredEntry | undefined): entry is StoredEntry {
  if (!Array.isArray(entry)) return false;
  const [, places, text] = entry;
  return typeof text === "string" && Array.isArray(places) && places.every(Array.isArray);
}

function isStateless({ entry, imports, sites }: LoadResult["records"][number]): boolean {
  return (
    imports.every((specifier) => STATELESS.has(specifier)) &&
    sites.every(
      ({ file, line, column }) => file === entry && line !== undefined && column !== undefined,
    )
  );
}

function read(file: string, salt: string): Stored["entries"] {
  try {
    const stored: Stored = JSON.parse(ownText(file));
    return stored.salt === salt ? stored.entries : {};
  } catch {
    return {};
  }
}

/** The text of a file that nobody else can have put there. */
function ownText(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { size, uid } = fstatSync(descriptor);
    const isOwn = process.getuid === undefined || uid === process.getuid();
    if (size > LARGEST || !isOwn) throw new TypeError("not a file of ours");
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

function write(directory: string, file: string, text: string): void {
  // Step by step: a home that is not there is not made.
  for (const path of [dirname(dirname(directory)), dirname(directory), directory]) makeFolder(path);
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, text, { mode: 0o600 });
  renameSync(partial, file);
  forgetOldest(directory);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

function forgetOldest(directory: string): void {
  const names = readdirSync(directory);
  if (names.length <= FOLDERS) return;
  const aged = names.map((name) => {
    const path = join(directory, name);
    return { path, at: statSync(path).mtimeMs };
  });
  aged.sort((a, b) => b.at - a.at);
  for (const { path } of aged.slice(FOLDERS)) rmSync(path, { force: true });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
