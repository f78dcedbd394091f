import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Dialect } from "../../src/dialect/dialect.js";
import type { Connection, Row, SqlValue } from "../../src/driver/driver.js";
import { MigrationError } from "../../src/errors.js";
import type { Migration } from "../../src/migration/migration.js";
import { parseMigration } from "../../src/migration/parse-migration.js";
import { replay } from "../../src/migration/state.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { Runner } from "../../src/runner/runner.js";
import type { RunnerEvent } from "../../src/runner/runner-event.js";
import type { RunnerOptions } from "../../src/runner/runner-ground.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { withoutUnchosenNames } from "../../src/schema/unchosen-names.js";

/** What a test writes: a migration without what never matters to it. */
export interface MigrationText {
  readonly name: string;
  readonly dependencies?: readonly string[];
  readonly replaces?: readonly string[];
  readonly operations?: readonly object[];
  readonly transaction?: boolean;
  /** Stands for the source file; default the name. */
  readonly checksum?: string;
}

/** A chain: each depends on the one before it, unless it says otherwise. */
export function chain(...texts: readonly MigrationText[]): readonly Migration[] {
  return texts.map(({ checksum, ...text }, at) => {
    const previous = texts[at - 1]?.name;
    const dependencies = previous === undefined ? [] : [previous];
    return parseMigration(
      { dependencies, operations: [], ...text },
      { file: `${text.name}.ts`, checksum: checksum ?? text.name },
    );
  });
}

/** Plain data of a table with an id and text columns. */
export function createTable(name: string, ...fields: readonly string[]): object {
  return {
    type: "create_table",
    name,
    fields: [
      { name: "id", type: "integer", primaryKey: true },
      ...fields.map((field) => ({ name: field, type: "varchar", length: 50 })),
    ],
  };
}

export function addField(table: string, name: string): object {
  return { type: "add_field", table, field: { name, type: "varchar", length: 50 } };
}

/** An index over a field, named by both. */
export function createIndex(table: string, field: string): object {
  return { type: "add_index", table, index: { name: `ix_${table}_${field}`, fields: [field] } };
}

export function runSql(forwardSQL: string, backwardSQL?: string | object): object {
  return { type: "run_sql", forwardSQL, ...(backwardSQL !== undefined && { backwardSQL }) };
}

export const noop = { $noop: true };

/** A runner on a database of any kind; closed when the work is done. */
export async function withRunner<T>(
  url: string,
  migrations: readonly Migration[],
  work: (runner: Runner) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(url);
  const runner = new Runner({ migrations, dialect: database.dialect, database });
  try {
    return await work(runner);
  } finally {
    await runner.close();
  }
}

/**
 * What the command line tells a runner of the files of these migrations, so that what they come to is
 * kept in the database.
 */
export function filesAtHand(
  migrations: readonly Migration[],
  onLoad: (names: readonly string[]) => void = () => undefined,
): Required<Pick<RunnerOptions, "files" | "part" | "toolVersion">> {
  return {
    toolVersion: "1.2.3",
    files: () =>
      migrations.map(({ name, source }) => ({
        name,
        checksum: source?.checksum ?? "",
        file: source?.file,
        secret: () => `text of ${source?.checksum}`,
      })),
    part: {
      mayRely: async () => true,
      load: async (names) => {
        onLoad(names);
        return migrations.filter(({ name }) => names.includes(name));
      },
    },
  };
}

/** A SQLite file of its own, the runner's events, and a way to look into it. */
export class Project {
  readonly folder: string;
  readonly database: Database;
  readonly events: RunnerEvent[] = [];
  readonly #remembers: boolean;
  readonly #open: { close(): Promise<void> }[] = [];

  private constructor(folder: string, database: Database, remembers: boolean) {
    this.folder = folder;
    this.#remembers = remembers;
    this.database = database;
  }

  /** @param remembers runners keep what migrations came to, and start from there. */
  static async make(remembers = false): Promise<Project> {
    const folder = mkdtempSync(join(tmpdir(), "mm-runner-"));
    return new Project(folder, await openDatabase(`sqlite:${join(folder, "app.db")}`), remembers);
  }

  get file(): string {
    return join(this.folder, "app.db");
  }

  get dialect(): Dialect {
    return this.database.dialect;
  }

  runner(migrations: Iterable<Migration>, options: Partial<RunnerOptions> = {}): Runner {
    const runner = new Runner({
      migrations,
      dialect: this.dialect,
      database: this.database,
      toolVersion: "1.2.3",
      ...(this.#remembers && filesAtHand([...migrations])),
      onEvent: (event) => this.events.push(event),
      ...options,
    });
    this.#open.push(runner);
    return runner;
  }

  async query(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly Row[]> {
    const connection = await this.connect();
    return await connection.query(sql, parameters);
  }

  /** Names of all tables that are neither SQLite's own nor that of what was kept, sorted. */
  async tables(): Promise<readonly unknown[]> {
    const rows = await this.query(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    return rows.map(({ name }) => name).filter((name) => !String(name).endsWith("_snapshot"));
  }

  /** The database must be what replaying these migrations says. */
  async expectStateOf(migrations: Iterable<Migration>): Promise<void> {
    const connection = await this.connect();
    const live = await this.dialect.session
      .createIntrospector(connection)
      .read({ ignore: toolTablesOf(DEFAULT_HISTORY_TABLE).names });
    const expected = await this.dialect.session.expected(connection, replay(migrations));
    expect(withoutUnchosenNames(live, expected)).to.deep.equal(expected);
  }

  async connect(): Promise<Connection> {
    const connection = await this.database.open({ readOnly: false });
    this.#open.push(connection);
    return connection;
  }

  async clean(): Promise<void> {
    for (const one of this.#open) await one.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The error that the work throws. */
export async function errorOf(work: Promise<unknown>): Promise<MigrationError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof MigrationError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
