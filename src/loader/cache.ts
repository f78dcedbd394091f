import { hash } from "node:crypto";
import type { Limits, Profile } from "../interp/limits.js";
import type { EntryCalls, EntryRecord, Post } from "../interp/load-result.js";
import { RemoteSymbols } from "../interp/remote.js";
import { symbolFingerprint } from "../interp/symbol-fingerprint.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import { CacheFile } from "./cache-file.js";
import type { MigrationFolder } from "./folder.js";

/** What a file may import and still do the same each time: this module keeps no state. */
const STATELESS: ReadonlySet<string> = new Set(["makemigrations"]);

/**
 * What files of the user's own project registered the last time they were evaluated, so that only
 * what is new has to be. It is a convenience: whatever is wrong with it, the files are evaluated.
 * See docs/decisions/0013.
 */
export interface Cache {
  /**
   * What those of the migrations posted whose text is that of the last time, in their order.
   *
   * @param replay makes posts of kept calls; what it throws makes the cache an empty one.
   */
  lookUp(
    migrations: readonly string[],
    replay: (calls: readonly EntryCalls[]) => Promise<readonly Post[]>,
  ): Promise<readonly Post[]>;
  /** Keeps what was found, and of what was evaluated the part that comes out the same each time. */
  keep(evaluated: readonly EntryRecord[]): void;
}

/** Where a cache is, and what its content depends on beside the files themselves. */
export interface CacheOptions {
  readonly directory: string;
  /** Of the tool: another one is another cache. */
  readonly version: string;
}

/** What is loaded; the symbols as they are offered to the folder. */
export interface CachedLoad {
  readonly folder: MigrationFolder;
  readonly symbols: SymbolMap | RemoteSymbols;
  readonly profile: Profile;
  readonly limits: Limits;
}

/** Knows nothing and keeps nothing. */
export const noCache: Cache = { lookUp: async () => [], keep: () => undefined };

/** The cache of a folder; {@link noCache} for the locked profile and for symbols of another thread. */
export function openCache(options: CacheOptions | undefined, load: CachedLoad): Cache {
  const { folder, symbols, profile, limits } = load;
  if (options === undefined || profile !== "open" || symbols instanceof RemoteSymbols) {
    return noCache;
  }
  const { directory, version } = options;
  const file = new CacheFile(directory, sha256(folder.directory).slice(0, 32));
  // The numbers of symbols in the calls are those of the map as it is offered for this folder.
  return new FolderCache(folder, file, `${version} ${symbolFingerprint(symbols, limits)}`);
}

/** SHA-256 of the file's text, line and column of each call, the calls as they crossed. */
type Entry = readonly [
  digest: string,
  places: readonly (readonly [line: number, column: number])[],
  text: string,
];

interface Content {
  readonly salt: string;
  readonly entries: Readonly<Record<string, Entry>>;
}

class FolderCache implements Cache {
  readonly #folder: MigrationFolder;
  readonly #file: CacheFile;
  readonly #salt: string;
  /** What is put back into the file. */
  #entries: Content["entries"] = {};

  constructor(folder: MigrationFolder, file: CacheFile, salt: string) {
    this.#folder = folder;
    this.#file = file;
    this.#salt = salt;
  }

  async lookUp(
    migrations: readonly string[],
    replay: (calls: readonly EntryCalls[]) => Promise<readonly Post[]>,
  ): Promise<readonly Post[]> {
    const found = this.#unchanged(migrations);
    const calls = found.map(([entry, [, places, text]]) => {
      const sites = places.map(([line, column]) => ({ file: entry, line, column }));
      return { entry, sites, text };
    });
    try {
      const posts = await replay(calls);
      this.#entries = Object.fromEntries(found);
      return posts;
    } catch {
      // Damaged calls cannot be made again; they count as none.
      return [];
    }
  }

  keep(evaluated: readonly EntryRecord[]): void {
    const fresh = evaluated.filter(isStateless).map(({ entry, sites, text }) => {
      const places = sites.map(({ line = 0, column = 0 }) => [line, column] as const);
      return [entry, [this.#digest(entry), places, text]] as const;
    });
    if (fresh.length === 0) return;
    const entries = { ...this.#entries, ...Object.fromEntries(fresh) };
    try {
      this.#file.write(JSON.stringify({ salt: this.#salt, entries } satisfies Content));
    } catch {
      // A home that is not writable, a full disk: then the next run evaluates, as this one did.
    }
  }

  #unchanged(migrations: readonly string[]): readonly (readonly [path: string, entry: Entry])[] {
    const entries = this.#read();
    return migrations.flatMap((path) => {
      const entry = entries[path];
      return isEntry(entry) && entry[0] === this.#digest(path) ? [[path, entry] as const] : [];
    });
  }

  #read(): Content["entries"] {
    try {
      const { salt, entries }: Content = JSON.parse(this.#file.read());
      return salt === this.#salt ? (entries ?? {}) : {};
    } catch {
      return {};
    }
  }

  #digest(entry: string): string {
    return sha256(this.#folder.files.get(entry) ?? "");
  }
}

/** As far as anything relies on it; what the calls are is checked where they are made. */
function isEntry(entry: Entry | undefined): entry is Entry {
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

function isStateless({ entry, imports, sites }: EntryRecord): boolean {
  return (
    imports.every((specifier) => STATELESS.has(specifier)) &&
    sites.every(
      ({ file, line, column }) => file === entry && line !== undefined && column !== undefined,
    )
  );
}

function sha256(text: string): string {
  return hash("sha256", text);
}
