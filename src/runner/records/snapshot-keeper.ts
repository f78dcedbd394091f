import type { LastStatement } from "../../dialect/dialect.js";
import type { Connection } from "../../driver/driver.js";
import type { Migration, MigrationFile } from "../../migration/migration.js";
import type { IgnoredOperation } from "../../plan/ignored-operation.js";
import type { Schema } from "../../schema/schema.js";
import { AppliedLine } from "./applied-line.js";
import { HistorySeal, type SealedRow } from "./history-seal.js";
import { snapshotText } from "./snapshot-text.js";
import type { Snapshots } from "./snapshots.js";
import type { StartingPoint } from "./starting-point.js";

/** What came of a migration and of everything before it. */
interface Outcome {
  readonly migration: Migration;
  readonly after: Schema;
  readonly ignored: readonly IgnoredOperation[];
}

/** Where a run begins. */
interface KeptLine {
  readonly migrations: () => readonly Migration[];
  /** By name. */
  readonly history: ReadonlyMap<string, SealedRow>;
  /** Of that history, where it is known. */
  readonly start: Pick<StartingPoint, "applied" | "seal"> | undefined;
}

/** Told by the migrations of a run what they came to; the last one's is kept. */
export interface KeepsOutcome {
  /** Before anything runs: what it is going to be, unless something is ignored. */
  prepare(outcome: Omit<Outcome, "ignored">): void;
  /**
   * With the row of the history, once more where its transaction begins again. `inside`: in that transaction; else
   * behind its COMMIT, and nothing waits for what becomes of it.
   */
  write(connection: Connection, outcome: Outcome, how: { readonly inside: boolean }): Promise<void>;
  /** The statements of {@link write}. */
  writing(outcome: Outcome): readonly LastStatement[];
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

  /** @param line what is going to be applied, of `migrations`, behind `history`. */
  along(line: readonly Migration[], about: KeptLine): KeepsOutcome {
    const last = line.at(-1);
    const behind = new Map<string, SealedRow>();
    let text: { readonly of: Schema; readonly is: string | undefined } | undefined;
    const textOf = (schema: Schema): string | undefined => {
      if (text?.of !== schema) text = { of: schema, is: this.#text(line, about, schema) };
      return text.is;
    };
    const rowOf = ({ migration, after, ignored }: Outcome) => {
      const { name, source } = migration;
      behind.set(name, { name, checksum: source?.checksum, ignored });
      if (migration !== last) return undefined;
      const seal = this.#seal(about, behind);
      const content = textOf(after);
      return seal && content !== undefined ? { seal, text: content } : undefined;
    };
    return {
      prepare: ({ migration, after }) => {
        if (migration === last) textOf(after);
      },
      write: async (connection, outcome, how) => {
        const row = rowOf(outcome);
        if (row !== undefined) await this.#snapshots.write(connection, row, how);
      },
      writing: (outcome) => {
        const row = rowOf(outcome);
        return row === undefined ? [] : this.#snapshots.putting(row);
      },
    };
  }

  #seal({ history, start }: KeptLine, behind: ReadonlyMap<string, SealedRow>) {
    const rows = () => new Map<string, SealedRow>([...history, ...behind]).values();
    return (
      start?.seal.with(behind.values(), this.#files) ??
      HistorySeal.of({ salt: this.#salt, history: rows(), files: this.#files })
    );
  }

  /** undefined: what was evaluated is not what is in the files, or nothing that can be kept. */
  #text(line: readonly Migration[], about: KeptLine, schema: Schema): string | undefined {
    try {
      const applied = this.#appliedBehind(line, about);
      return applied && snapshotText({ applied, schema });
    } catch {
      return undefined;
    }
  }

  #appliedBehind(
    line: readonly Migration[],
    { migrations, history, start }: KeptLine,
  ): AppliedLine | undefined {
    const isSame = ({ name, source }: Migration): boolean =>
      source !== undefined && this.#files.get(name)?.checksum === source.checksum;
    if (start !== undefined) {
      return line.every(isSame) ? start.applied.with(line, (name) => history.has(name)) : undefined;
    }
    const names = new Set([...history.keys(), ...line.map(({ name }) => name)]);
    const applied = migrations().filter(({ name }) => names.has(name));
    return applied.every(isSame) ? AppliedLine.of(applied) : undefined;
  }
}
