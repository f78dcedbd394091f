import { createHash, createHmac, type Hash, timingSafeEqual } from "node:crypto";
import type { MemoryPart, MigrationFile } from "../../migration/migration.js";
import type { HistoryRow } from "./recorder.js";

/** What of a row decides to which state its migration came. */
export type SealedRow = Pick<HistoryRow, "name" | "checksum" | "ignored">;

/** By name. */
type Files = ReadonlyMap<string, MigrationFile>;

interface SealRequest {
  /** Whatever else the content depends on: version, kind of database, form. */
  readonly salt: string;
  readonly history: Iterable<SealedRow>;
  readonly files: Files;
}

/**
 * One history and the files that it was made with. What is written about it carries a code whose key
 * comes of the texts of these files, which the database has never seen: who can write a table, and
 * no more, cannot make one.
 */
export class HistorySeal {
  /** Digest of the history: names, checksums, and what was ignored. Not a secret. */
  readonly standsFor: string;
  /** Names of the history that no file has. */
  readonly withoutFile: readonly string[];
  readonly #state: SealState;
  readonly #key: Buffer;

  private constructor(state: SealState) {
    this.#state = state;
    this.standsFor = state.history.copy().digest("hex");
    this.withoutFile = state.withoutFile;
    this.#key = state.key.copy().digest();
  }

  /** undefined: a file is not the one that was applied, or it is not known. */
  static of({ salt, history, files }: SealRequest): HistorySeal | undefined {
    const nothing = {
      history: createHash("sha256").update(`${salt}\n`),
      key: createHash("sha256"),
    };
    const state = behind({ ...nothing, last: undefined, withoutFile: [] }, sorted(history), files);
    return state && new HistorySeal(state);
  }

  /**
   * That of a history that goes on, at the cost of what it has more. undefined: as {@link of}, or the names do not
   * come behind those that there are.
   */
  with(rows: Iterable<SealedRow>, files: Files): HistorySeal | undefined {
    const { history, key, last, withoutFile } = this.#state;
    const more = sorted(rows);
    if (last !== undefined && more.some(({ name }) => name <= last)) return undefined;
    const from = { history: history.copy(), key: key.copy(), last, withoutFile };
    const state = behind(from, more, files);
    return state && new HistorySeal(state);
  }

  /** The code of a text about this history. */
  seal(text: string): string {
    return this.#code(text).toString("hex");
  }

  isSealed(text: string, code: string): boolean {
    const given = Buffer.from(code, "hex");
    const own = this.#code(text);
    return given.length === own.length && timingSafeEqual(given, own);
  }

  #code(text: string): Buffer {
    return createHmac("sha256", this.#key).update(this.standsFor).update(text).digest();
  }
}

/** Digest of a history, and of whatever else counts. */
export function historyDigest(salt: string, history: Iterable<SealedRow>): string {
  const digest = createHash("sha256").update(`${salt}\n`);
  addRows(digest, sorted(history));
  return digest.digest("hex");
}

/** What a seal is made of, of which more can be added. */
interface SealState {
  readonly history: Hash;
  readonly key: Hash;
  /** The last name that is in it. */
  readonly last: string | undefined;
  readonly withoutFile: readonly string[];
}

/** Adds rows, sorted, to hashes of its own. undefined: as {@link HistorySeal.of} */
function behind(
  { history, key, last, withoutFile }: SealState,
  rows: readonly SealedRow[],
  files: Files,
): SealState | undefined {
  const without: string[] = [...withoutFile];
  const secrets = new Secrets(key);
  for (const { name, checksum } of rows) {
    const file = files.get(name);
    if (file === undefined) {
      without.push(name);
      continue;
    }
    if (checksum === undefined || checksum !== file.checksum || file.secret === undefined) {
      return undefined;
    }
    secrets.add(file.secret());
  }
  secrets.end();
  addRows(history, rows);
  return { history, key, last: rows.at(-1)?.name ?? last, withoutFile: without };
}

/** Secrets on their way into a hash: those that lie beside each other in memory go there at once. */
class Secrets {
  readonly #hash: Hash;
  #memory: Uint8Array = new Uint8Array();
  #start = 0;
  #end = 0;

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  add(secret: string | MemoryPart): void {
    if (typeof secret === "string") {
      this.end();
      this.#hash.update(`\0${secret}`);
      return;
    }
    const { memory, start, end } = secret;
    if (memory !== this.#memory || start !== this.#end) {
      this.end();
      this.#memory = memory;
      this.#start = start;
    }
    this.#end = end;
  }

  end(): void {
    if (this.#start < this.#end) this.#hash.update(this.#memory.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }
}

/** Rows whose texts are hashed at once. */
const TOGETHER = 256;

function addRows(digest: Hash, rows: readonly SealedRow[]): void {
  for (let start = 0; start < rows.length; start += TOGETHER) {
    let text = "";
    for (const { name, checksum, ignored } of rows.slice(start, start + TOGETHER)) {
      // The lengths say where a text ends.
      text += `${name.length} ${name}${checksum?.length} ${checksum}`;
      for (const { operation, present } of ignored) text += ` ${operation} ${present}`;
      text += "\n";
    }
    digest.update(text);
  }
}

function sorted(rows: Iterable<SealedRow>): readonly SealedRow[] {
  return [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
}
