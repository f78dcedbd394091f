import { rmSync } from "node:fs";
import { type Migration, makeMigration } from "../../migration/migration.js";
import { upsertDataType } from "../../operation/upsert-data.js";
import { migrationNameOf, nextNumber } from "../../writer/migration-file-name.js";
import { type MigrationFile, migrationFile, writeNewMigration } from "../migration-file.js";
import type { Project } from "../project-state.js";
import { type SourceRoom, sourceRoom } from "../source-room.js";
import { cannotDump, type DumpRow, rowSize } from "./dump-rows.js";
import type { DumpTable } from "./dump-tables.js";

/** One file of a dump. */
export interface DumpFile {
  readonly migration: Migration;
  readonly file: MigrationFile;
  readonly rows: number;
}

export interface DumpFilesOptions {
  readonly project: Pick<Project, "config" | "leaves" | "names">;
  /** What the migrations are called, without a number. */
  readonly name: string;
  /** false: they are only shown. */
  readonly write: boolean;
  readonly onFile: (file: DumpFile) => void;
}

interface AddOptions {
  readonly nameOf: (row: DumpRow) => string;
  /** The row is there already, and gets these values. */
  readonly onlyUpdate?: boolean;
}

interface FileOperation {
  readonly table: DumpTable;
  readonly onlyUpdate: boolean;
  readonly rows: DumpRow[];
}

/**
 * Cuts rows into migrations, one behind the other, each small enough to be loaded. Of all the rows
 * only those of one file are held.
 */
export class DumpFiles {
  readonly #options: DumpFilesOptions;
  readonly #written: string[] = [];
  readonly #names: string[];
  readonly #room: SourceRoom;
  #operations: FileOperation[] = [];
  #size = 0;
  #count = 0;
  #dependencies: readonly string[];

  constructor(options: DumpFilesOptions) {
    this.#options = options;
    this.#room = sourceRoom(options.project.config.sandbox);
    this.#names = [...options.project.names];
    this.#dependencies = options.project.leaves;
  }

  /** @throws CliError CLI_CANNOT_DUMP for a row that no file can hold. */
  add(table: DumpTable, row: DumpRow, { nameOf, onlyUpdate = false }: AddOptions): void {
    const size = rowSize(row);
    if (size > this.#room.part) {
      throw cannotDump(
        `the row ${nameOf(row)} of "${table.key}" has about ${size} bytes; the source of a migration may have ${this.#room.most}`,
        "Leave the row out with --where, and bring what is so large another way.",
      );
    }
    if (this.#size > 0 && this.#size + size > this.#room.rows) this.#finish();
    this.#size += size;
    const last = this.#operations.at(-1);
    if (last?.table === table && last.onlyUpdate === onlyUpdate) last.rows.push(row);
    else this.#operations.push({ table, onlyUpdate, rows: [row] });
  }

  /** Of the file that the last row is in. */
  get number(): number {
    return this.#count;
  }

  end(): void {
    if (this.#operations.length > 0) this.#finish();
  }

  /** Takes away what was written: a part of a dump is none. */
  undo(): void {
    for (const path of this.#written) rmSync(path, { force: true });
  }

  #finish(): void {
    const { project, name, write, onFile } = this.#options;
    this.#count += 1;
    const given = this.#count === 1 ? name : `${name}_${this.#count}`;
    const migration = makeMigration({
      name: migrationNameOf(nextNumber(this.#names), given),
      dependencies: this.#dependencies,
      operations: this.#operations.map(({ table, rows, onlyUpdate }) =>
        upsertDataType.make({
          table: table.key,
          conflictKeys: table.selection.keys,
          rows,
          onlyUpdate,
        }),
      ),
    });
    const file = migrationFile(project.config, migration);
    if (write) {
      writeNewMigration(file);
      this.#written.push(file.path);
    }
    const made = this.#operations.filter(({ onlyUpdate }) => !onlyUpdate);
    const rows = made.reduce((sum, one) => sum + one.rows.length, 0);
    this.#names.push(migration.name);
    this.#dependencies = [migration.name];
    this.#operations = [];
    this.#size = 0;
    onFile({ migration, file, rows });
  }
}
