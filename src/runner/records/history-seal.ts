import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { MigrationFile } from "../../migration/migration.js";
import type { HistoryRow } from "./recorder.js";

/** What of a row decides to which state its migration came. */
export type SealedRow = Pick<HistoryRow, "name" | "checksum" | "ignored">;

interface SealRequest {
  /** Whatever else the content depends on: version, kind of database, form. */
  readonly salt: string;
  readonly history: Iterable<SealedRow>;
  /** By name. */
  readonly files: ReadonlyMap<string, MigrationFile>;
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
  readonly #key: Buffer;

  private constructor(parts: {
    readonly standsFor: string;
    readonly withoutFile: readonly string[];
    readonly key: Buffer;
  }) {
    this.standsFor = parts.standsFor;
    this.withoutFile = parts.withoutFile;
    this.#key = parts.key;
  }

  /** undefined: a file is not the one that was applied, or it is not known. */
  static of({ salt, history, files }: SealRequest): HistorySeal | undefined {
    const rows = [...history].sort((a, b) => (a.name < b.name ? -1 : 1));
    const key = createHash("sha256");
    const withoutFile: string[] = [];
    for (const { name, checksum } of rows) {
      const file = files.get(name);
      if (file === undefined) {
        withoutFile.push(name);
        continue;
      }
      if (checksum === undefined || checksum !== file.checksum || file.secret === undefined) {
        return undefined;
      }
      key.update(`${file.secret()}\n`);
    }
    return new HistorySeal({
      standsFor: historyDigest(salt, rows),
      withoutFile,
      key: key.digest(),
    });
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
  const rows = [...history].sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = rows.map(({ name, checksum, ignored }) => [
    name,
    checksum,
    ...ignored.map(({ operation, present }) => [operation, present]),
  ]);
  return createHash("sha256")
    .update(JSON.stringify([salt, parts]))
    .digest("hex");
}
