import type { Operation } from "../operation/operation.js";

/** Where a migration was written. */
export interface MigrationSource {
  /** Path of the file as people know it, relative to the migrations folder. */
  readonly file: string;
  /** SHA-256 of the source, hexadecimal; kept in the history. */
  readonly checksum: string;
  /** 1-based position of the `register` call, when the loader knows it. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** A validated migration: who it is, what it needs, what it does. Frozen. */
export interface Migration {
  readonly name: string;
  /** Names of the migrations that must be applied before, in the order they were written. */
  readonly dependencies: readonly string[];
  /** Names of the migrations that this one stands for (a squash). */
  readonly replaces: readonly string[];
  readonly operations: readonly Operation[];
  /** false: each statement stands alone (`CREATE INDEX CONCURRENTLY`). */
  readonly transaction: boolean;
  /** undefined for a migration that was never in a file (`generate --dry-run`). */
  readonly source: MigrationSource | undefined;
}

/** What a migration must have, and what it may. */
export type MigrationParts = Pick<Migration, "name" | "operations"> & {
  readonly [K in keyof Migration]?: Migration[K] | undefined;
};

/** A frozen migration; in a transaction, without dependencies, unless said otherwise. */
export function makeMigration(parts: MigrationParts): Migration {
  return Object.freeze({
    name: parts.name,
    dependencies: Object.freeze([...(parts.dependencies ?? [])]),
    replaces: Object.freeze([...(parts.replaces ?? [])]),
    operations: Object.freeze([...parts.operations]),
    transaction: parts.transaction ?? true,
    source: parts.source,
  });
}

/** A migration as its file shows it, without an evaluation. */
export interface MigrationFile {
  /** What it should be called: the base name of the file. */
  readonly name: string;
  readonly checksum: string;
  /** Its path inside the folder; default: the name. */
  readonly file?: string | undefined;
  /**
   * What is written nowhere, and is known only where the file is: its bytes behind a zero, or another digest
   * of it and of what it imports. Absent: nothing may be kept that depends on that.
   */
  readonly secret?: (() => string | MemoryPart) | undefined;
}

/** Bytes that are kept beside those of other files, so that many of them can be hashed at once. */
export interface MemoryPart {
  readonly memory: Uint8Array;
  readonly start: number;
  readonly end: number;
}
