import type { Dialect } from "../dialect/dialect.js";
import type { Connection } from "../driver/driver.js";
import type { Migration, MigrationFile } from "../migration/migration.js";
import { RunnerError } from "../plan/runner-error.js";
import { DEFAULT_HISTORY_TABLE } from "../plan/tool-tables.js";
import type { Remembered } from "./records/memory.js";
import type { HistoryReading } from "./records/recorder.js";
import type { PartialLoad } from "./records/starting-point.js";
import { findToolTables, type ToolTables } from "./records/tool-tables.js";
import type { RunnerListener } from "./runner-event.js";
import { DatabaseSessions } from "./session/database-sessions.js";
import type { Database } from "./session/open-database.js";

/**
 * What a runner stands on: its migrations, loaded once; the sessions of its database; the tool's tables
 * there, found once. It decides nothing.
 */
export class RunnerGround {
  readonly historyTable: string;
  readonly #options: RunnerOptions;
  readonly #sessions: DatabaseSessions | undefined;
  #tables: ReturnType<typeof findToolTables> | undefined;
  #migrations: Promise<readonly Migration[]> | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.historyTable = options.historyTable ?? DEFAULT_HISTORY_TABLE;
    const { database, dialect, onEvent } = options;
    this.#sessions =
      database && new DatabaseSessions(database, dialect, (event) => onEvent?.(event));
  }

  /** @throws RunnerError RUNNER_NO_DATABASE */
  get database(): DatabaseSessions {
    if (this.#sessions !== undefined) return this.#sessions;
    throw new RunnerError({
      code: "RUNNER_NO_DATABASE",
      message: "this needs a database, and the runner was made without one",
      hint: "Give the runner a `database`, or the command line a --database-url.",
    });
  }

  get hasDatabase(): boolean {
    return this.#sessions !== undefined;
  }

  /** See {@link DatabaseSessions.foresee}. */
  async foresee(): Promise<void> {
    await this.#sessions?.foresee();
  }

  /** Has anything needed the migrations so far? */
  get isLoaded(): boolean {
    return this.#migrations !== undefined;
  }

  load(): Promise<readonly Migration[]> {
    const { migrations } = this.#options;
    this.#migrations ??= (async () => [
      ...(typeof migrations === "function" ? await migrations() : migrations),
    ])();
    return this.#migrations;
  }

  /** Asked of the first session, before a migration can have told it anything. */
  async tablesIn(connection: Connection): Promise<ToolTables> {
    return (await this.#find(connection)).tables;
  }

  #find(connection: Connection, reading?: HistoryReading & { readonly snapshot: boolean }) {
    const { dialect, toolVersion = "" } = this.#options;
    const { historyTable } = this;
    this.#tables ??= findToolTables({ dialect, connection, historyTable, toolVersion, reading });
    this.#tables.catch(() => this.forgetTables());
    return this.#tables;
  }

  /** They are looked for again: they may have been dropped. */
  forgetTables(): void {
    this.#tables = undefined;
  }

  /** @param how is the snapshot likely to be read next, and is anything wanted of the history that decides nothing? */
  async remembered(
    connection: Connection | undefined,
    { snapshot = false, told = false } = {},
  ): Promise<Remembered> {
    if (connection === undefined) return { history: new Map(), entries: new Map() };
    const isFirst = this.#tables === undefined;
    const { tables, asked } = await this.#find(connection, { snapshot, told });
    if (isFirst) return await tables.read(connection, { told }, asked);
    tables.snapshots.forget();
    return await tables.read(connection, { told });
  }

  /** What the database remembers, by the session that will work. */
  async look(signal: AbortSignal | undefined): Promise<Remembered> {
    await this.load();
    return await this.remembered((await this.database.work(signal)).connection);
  }

  async close(): Promise<void> {
    await this.#sessions?.close();
  }
}

/** What a runner works on, and with. */
export interface RunnerOptions {
  /**
   * A registry, or any list; the runner makes the graph itself, because squashes depend on the
   * history. A function is asked once, when they are needed. Many runners may share them: each run
   * calls scripts and operations of the authors' own in an evaluation that no other run has touched.
   */
  readonly migrations: Iterable<Migration> | (() => Promise<Iterable<Migration>>);
  /**
   * The same migrations without evaluating them, undefined when that tells too little. While
   * nothing has changed since everything was applied, `up` and `status` need no more than this.
   */
  readonly files?: (() => readonly MigrationFile[] | undefined) | undefined;
  /**
   * The migrations of some of these files. With it `up` keeps beside the history what everything
   * came to, and evaluates only what is pending where that is still to be found. Default: never.
   */
  readonly part?: PartialLoad | undefined;
  /** The one to plan for; that of `database` when there is one. */
  readonly dialect: Dialect;
  /** undefined: nothing but {@link Runner.showSql}. */
  readonly database?: Database | undefined;
  /** Default `makemigrations_history`; the other two tables are named after it. */
  readonly historyTable?: string | undefined;
  /** Written into the history; default empty. */
  readonly toolVersion?: string | undefined;
  /** Is told everything while it happens; must not throw. */
  readonly onEvent?: RunnerListener | undefined;
}
