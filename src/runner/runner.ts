import type { Dialect } from "../dialect/dialect.js";
import type { Connection } from "../driver/driver.js";
import { buildGraph, type Graph } from "../migration/graph.js";
import type { Migration } from "../migration/migration.js";
import { tableKey } from "../schema/schema.js";
import { type Bookkeeping, bookkeepingOf, DEFAULT_HISTORY_TABLE } from "./bookkeeping.js";
import type { Database } from "./database.js";
import type { History, HistoryRow } from "./history.js";
import { assertNoProblems, historyProblems } from "./history-check.js";
import { Journal, type JournalEntries } from "./journal.js";
import { LockedRun } from "./locked-run.js";
import type { MigrationPlan } from "./plan.js";
import { Recorder } from "./recorder.js";
import type { DownOptions, RunOptions, ShowSqlOptions, UpOptions } from "./run-request.js";
import type { RunResult } from "./run-result.js";
import { RunnerError } from "./runner-error.js";
import type { Direction, RunnerListener } from "./runner-event.js";
import { RunnerSessions } from "./runner-sessions.js";
import { plansDown, plansUp } from "./sql-plans.js";
import { statusOf } from "./status.js";
import type { StatusReport } from "./status-report.js";
import { ToolTable } from "./tool-table.js";

const LOCK_TIMEOUT = 60_000;

export interface RunnerOptions {
  /** A registry, or any list; the runner makes the graph itself, because squashes depend on the history. */
  readonly migrations: Iterable<Migration>;
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

/** What the database remembers, and the graph that follows from it. */
interface Memory {
  readonly history: History;
  readonly entries: JournalEntries;
  readonly graph: Graph;
}

/**
 * Applies and undoes migrations on one database, one runner at a time. It returns values and emits
 * events; it never prints, asks or exits. Close it when done: it keeps one session open.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #migrations: readonly Migration[];
  readonly #tables: Bookkeeping;
  readonly #recorder: Recorder;
  readonly #journal: Journal;
  readonly #sessions: RunnerSessions | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#migrations = [...options.migrations];
    this.#tables = bookkeepingOf(options.historyTable ?? DEFAULT_HISTORY_TABLE);
    this.#recorder = new Recorder(options.dialect, this.#tables);
    this.#journal = new Journal(options.dialect, this.#tables);
    const { database, dialect, onEvent } = options;
    this.#sessions = database && new RunnerSessions(database, dialect, (event) => onEvent?.(event));
  }

  /**
   * Applies everything that is pending, or `to` and what it depends on. A migration that an earlier
   * run left half applied is finished first.
   *
   * @throws GraphError for an unknown target; LockError; RunnerError (RUNNER_DRIFT,
   *   RUNNER_HALF_APPLIED, RUNNER_INTERRUPTED); MigrationFailedError with all the facts.
   */
  async up(options: UpOptions = {}): Promise<RunResult> {
    const { to } = options;
    if (options.dryRun === true) {
      return { direction: "up", migrations: [], planned: await this.showSql({ to }) };
    }
    const seen = await this.#look(await this.#database.work());
    this.#refuseProblems(seen, options);
    const open = seen.graph.forwardPlan(seen.history.keys(), to).length;
    if (open + seen.graph.newlyApplied.length + seen.entries.size === 0) {
      this.#options.onEvent?.({ kind: "run-start", direction: "up", migrations: [] });
      return { direction: "up", migrations: [], planned: [] };
    }
    return await this.#locked("up", options, async (run) => {
      this.#refuseProblems(run, options);
      await run.recordSquashes();
      if (options.fake !== true) await run.finishPartial();
      const migrations = run.graph.forwardPlan(run.history.keys(), to);
      await (options.fake === true ? run.fake(migrations) : run.apply(migrations));
    });
  }

  /**
   * Undoes the last `steps` migrations, or everything that builds on `to`. Whether all of it can be
   * undone is known before anything runs.
   *
   * @throws as {@link Runner.up}, and RUNNER_IRREVERSIBLE.
   */
  async down(options: DownOptions): Promise<RunResult> {
    const target = downTarget(options);
    if (options.dryRun === true) {
      const planned = await this.showSql({ direction: "down", ...target });
      return { direction: "down", migrations: [], planned };
    }
    const seen = await this.#look(await this.#database.work());
    seen.graph.backwardPlan(seen.history.keys(), target);
    this.#refuseProblems(seen, options);
    return await this.#locked("down", options, async (run) => {
      this.#refuseProblems(run, options);
      await run.recordSquashes();
      await run.finishPartial();
      await run.undo(run.graph.backwardPlan(run.history.keys(), target));
    });
  }

  /** What is applied, pending, partial or in contradiction. Writes nothing. */
  async status(): Promise<StatusReport> {
    const { graph, history, entries } = await this.#database.reading((connection) =>
      this.#look(connection),
    );
    return statusOf(graph, history, entries);
  }

  /**
   * The plans of what `up` or `down` would run, or of all migrations. Writes nothing; without a
   * database it plans all of them.
   */
  async showSql(options: ShowSqlOptions = {}): Promise<readonly MigrationPlan[]> {
    const { dialect } = this.#options;
    const down = options.direction === "down";
    const all = options.all === true || this.#sessions === undefined;
    const seen = all
      ? this.#imagined(down)
      : await this.#database.reading((one) => this.#look(one));
    const { graph, history } = seen;
    const request = { dialect, tables: this.#tables, graph, history };
    if (!down) {
      return plansUp({ ...request, migrations: graph.forwardPlan(history.keys(), options.to) });
    }
    const { to, steps = all ? graph.order.length : 1 } = options;
    if (graph.order.length === 0) return [];
    const target = to === undefined ? { steps } : { to };
    return plansDown({ ...request, migrations: graph.backwardPlan(history.keys(), target) });
  }

  /**
   * Records one migration as applied without running it; nothing when it is. It puts a history
   * right, so a history that disagrees with the files is no reason to refuse.
   *
   * @throws RunnerError RUNNER_FAKE_DEPENDENCY
   */
  async fake(name: string, options: RunOptions = {}): Promise<RunResult> {
    return await this.#locked("up", options, async (run) => {
      const migration = run.graph.resolveName(name);
      if (run.graph.applied.has(migration)) return;
      const open = run.graph.parents(migration).find((parent) => !run.graph.applied.has(parent));
      if (open !== undefined) throw fakeDependency(migration, open);
      await run.fake(run.graph.order.filter((one) => one.name === migration));
    });
  }

  /**
   * Takes one migration out of the history without undoing it; nothing when it is not there. Also
   * ends what is half applied, and forgets applied migrations that have no file.
   *
   * @throws RunnerError RUNNER_FAKE_DEPENDENCY while another applied migration depends on it.
   */
  async unfake(name: string, options: RunOptions = {}): Promise<RunResult> {
    return await this.#locked("down", options, async (run) => {
      const migration = run.isRecorded(name) ? name : run.graph.resolveName(name);
      const child = run.graph.children(migration).find((one) => run.graph.applied.has(one));
      if (child !== undefined) throw unfakeDependency(migration, child);
      await run.unfake(migration);
    });
  }

  /** Closes the session; the runner can be used again and opens another. */
  async close(): Promise<void> {
    await this.#sessions?.close();
  }

  get #database(): RunnerSessions {
    if (this.#sessions !== undefined) return this.#sessions;
    throw new RunnerError({
      code: "RUNNER_NO_DATABASE",
      message: "this needs a database, and the runner was made without one",
      hint: "Give the runner a `database`, or the command line a --database-url.",
    });
  }

  async #look(connection: Connection | undefined): Promise<Memory> {
    if (connection === undefined) return this.#memory(new Map(), new Map());
    const history = await this.#recorder.read(connection);
    return this.#memory(history, await this.#journal.read(connection));
  }

  /** A database on which everything, or nothing, is applied. */
  #imagined(applied: boolean): Memory {
    const names = applied ? this.#migrations.map(({ name }) => name) : [];
    return this.#memory(new Map(names.map((name) => [name, bareRow(name)])), new Map());
  }

  #memory(history: History, entries: JournalEntries): Memory {
    const graph = buildGraph(this.#migrations, { applied: history.keys() });
    return { history, entries, graph };
  }

  #refuseProblems({ graph, history }: Omit<Memory, "entries">, options: RunOptions): void {
    if (options.allowChanged !== true) assertNoProblems(historyProblems(graph, history));
  }

  async #locked(
    direction: Direction,
    options: RunOptions,
    work: (run: LockedRun) => Promise<void>,
  ): Promise<RunResult> {
    const { dialect, toolVersion = "", onEvent } = this.#options;
    const { waiting } = this.#database;
    const request = {
      name: tableKey(this.#tables.history),
      timeout: options.lockTimeout ?? LOCK_TIMEOUT,
      signal: options.signal,
    };
    return await this.#database.locked(request, async (connection) => {
      const run = new LockedRun(
        {
          dialect,
          connection,
          tables: this.#tables,
          recorder: this.#recorder,
          journal: this.#journal,
          rowsBook: new ToolTable(dialect, this.#tables.rows),
          emit: (event) => onEvent?.(event),
          watch: (statement, place) => waiting.watch(statement, place),
          signal: options.signal,
          toolVersion,
          warnOnMissingDrop: options.warnOnMissingDrop ?? false,
          allowChanged: options.allowChanged ?? false,
          settle: options.settle,
          committed: [],
        },
        this.#migrations,
      );
      await run.refresh();
      await this.#recorder.prepare(connection);
      await work(run);
      return { direction, migrations: run.results, planned: [] };
    });
  }
}

function downTarget(options: DownOptions): { steps: number } | { to: string } {
  const { steps, to } = options;
  if (to !== undefined && steps === undefined) return { to };
  if (steps !== undefined && to === undefined) return { steps };
  throw new RunnerError({
    code: "RUNNER_DOWN_TARGET",
    message: "`down` takes either a number of steps or a target, and exactly one of them",
    hint: "Give `steps` to undo the last ones, or `to` to undo everything that came after a migration.",
  });
}

function fakeDependency(name: string, parent: string): RunnerError {
  return new RunnerError({
    code: "RUNNER_FAKE_DEPENDENCY",
    message: `migration "${name}" depends on "${parent}", which is not applied`,
    hint: `Apply or fake "${parent}" first, or record everything up to here with \`mm migrate up --fake --to ${name}\`.`,
    migration: name,
  });
}

function unfakeDependency(name: string, child: string): RunnerError {
  return new RunnerError({
    code: "RUNNER_FAKE_DEPENDENCY",
    message: `migration "${child}" is applied and depends on "${name}"`,
    hint: `Undo or unfake "${child}" first.`,
    migration: name,
  });
}

function bareRow(name: string): HistoryRow {
  return {
    name,
    appliedAt: undefined,
    checksum: undefined,
    duration: undefined,
    toolVersion: undefined,
    outcome: "applied",
    ignored: [],
  };
}
