import type { Connection } from "../driver/driver.js";
import type { Migration, MigrationFile } from "../migration/migration.js";
import type { IgnoredOperation } from "../plan/ignored-operation.js";
import type { Schema } from "../schema/schema.js";
import { HistorySeal, type SealedRow } from "./history-seal.js";
import { snapshotText } from "./snapshot-text.js";
import type { Snapshots } from "./snapshots.js";

/** What came of a migration and of everything before it. */
interface Outcome {
  readonly after: Schema;
  readonly ignored: readonly IgnoredOperation[];
}

/** Told by the last migration of a run what everything came to. */
export interface KeepsOutcome {
  /** Before anything runs: what it is going to be, unless something is ignored. */
  prepare(outcome: Outcome): void;
  /** In the transaction of the row of the history. */
  write(connection: Connection, outcome: Outcome): Promise<void>;
}

/** Keeps what the migrations of a run came to for the next one. */
export class SnapshotKeeper {
  readonly #snapshots: Snapshots;
  readonly #salt: string;
  readonly #files: ReadonlyMap<string, MigrationFile>;

  constructor(parts: {
    readonly snapshots: Snapshots;
    readonly salt: string;
    /** By name. */
    readonly files: ReadonlyMap<string, MigrationFile>;
  }) {
    this.#snapshots = parts.snapshots;
    this.#salt = parts.salt;
    this.#files = parts.files;
  }

  /** @returns can anything be kept? */
  async prepare(connection: Connection): Promise<boolean> {
    return await this.#snapshots.prepare(connection);
  }

  /**
   * @param migrations all of them.
   * @param history that is going to be before the last one.
   */
  behind(
    last: Migration,
    {
      migrations,
      history,
    }: { readonly migrations: readonly Migration[]; readonly history: readonly SealedRow[] },
  ): KeepsOutcome {
    const seal = ({ ignored }: Outcome): HistorySeal | undefined => {
      const row = { name: last.name, checksum: last.source?.checksum, ignored };
      return HistorySeal.of({
        salt: this.#salt,
        history: [...history, row],
        files: this.#files,
      });
    };
    const known = new Set([...history.map(({ name }) => name), last.name]);
    const applied = migrations.filter(({ name }) => known.has(name));
    let text: { readonly of: Schema; readonly is: string | undefined } | undefined;
    const textOf = (schema: Schema): string | undefined => {
      if (text?.of !== schema) text = { of: schema, is: this.#text(applied, schema) };
      return text.is;
    };
    return {
      prepare: ({ after }) => void textOf(after),
      write: async (connection, outcome) => {
        const [row, content] = [seal(outcome), textOf(outcome.after)];
        if (row === undefined || content === undefined) return;
        await this.#snapshots.write(connection, { seal: row, text: content });
      },
    };
  }

  /** undefined: what was evaluated is not what is in the files, or nothing that can be kept. */
  #text(applied: readonly Migration[], schema: Schema): string | undefined {
    const isSame = ({ name, source }: Migration): boolean =>
      source !== undefined && this.#files.get(name)?.checksum === source.checksum;
    if (!applied.every(isSame)) return undefined;
    try {
      return snapshotText({ migrations: applied, schema });
    } catch {
      return undefined;
    }
  }
}
