import { createHash } from "node:crypto";
import type { EntryRecord, LoadResult } from "../interp/load-result.js";
import { CacheFile } from "./cache-file.js";
import type { MigrationFolder } from "./folder.js";

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
  readonly #file: CacheFile;
  readonly #salt: string;
  readonly #folder: MigrationFolder;
  readonly #stored: Stored["entries"];

  constructor({ directory, salt }: RegistryCacheOptions, folder: MigrationFolder) {
    this.#file = new CacheFile(directory, sha256(folder.directory).slice(0, 32));
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
      this.#file.write(JSON.stringify({ salt: this.#salt, entries }));
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
  return typeof text === "string" && Array.isArray(places) && places.every(isPlace);
}

function isPlace(place: unknown): boolean {
  return (
    Array.isArray(place) &&
    place.length === 2 &&
    place.every((one) => Number.isSafeInteger(one) && one > 0)
  );
}

function isStateless({ entry, imports, sites }: LoadResult["records"][number]): boolean {
  return (
    imports.every((specifier) => STATELESS.has(specifier)) &&
    sites.every(
      ({ file, line, column }) => file === entry && line !== undefined && column !== undefined,
    )
  );
}

function read(file: CacheFile, salt: string): Stored["entries"] {
  try {
    const stored: Stored = JSON.parse(file.read());
    return stored.salt === salt ? (stored.entries ?? {}) : {};
  } catch {
    return {};
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
