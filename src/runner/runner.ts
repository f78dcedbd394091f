import type { Connection } from "../driver/driver.js";
import { DriverError } from "../driver/driver-error.js";
import { buildGraph } from "../migration/graph.js";
import type { GraphError } from "../migration/graph-error.js";
import type { Migration } from "../migration/migration.js";
import { copyForRun } from "../migration/run-copy.js";
import type { Direction, MigrationPlan } from "../plan/plan.js";
import { FilesAtHand, type KnownFiles } from "./files-at-hand.js";
import { compareLive, type LiveComparison, nothingLive } from "./live-comparison.js";
import { PlannedRuns, refuseBranches, refuseProblems } from "./planned-runs.js";
import { LazyMemory } from "./records/lazy-memory.js";
import { memoryOf } from "./records/memory.js";
import type { StartingPoint } from "./records/starting-point.js";
import { assertAtOnce } from "./run/atomic-line.js";
import { LockedRun } from "./run/locked-run.js";
import { PlannedLine, type RunStart } from "./run/planned-line.js";
import { readBehindLock } from "./run/read-behind-lock.js";
import { type RecordedChange, recordedChanges } from "./run/recorded-change.js";
import type { RunContext } from "./run/run-context.js";
import {
  type DownOptions,
  downTarget,
  forwardLeft,
  type RedoOptions,
  type RunOptions,
  type RunResult,
  type ShowSqlOptions,
  stepsLeft,
  type Target,
  type UpOptions,
} from "./run-options.js";
import type { RunnerOptions } from "./runner-ground.js";
import { RunnerGround } from "./runner-ground.js";
import { type StatusReport, statusOf, upToDateStatus } from "./status.js";

const LOCK_TIMEOUT = 60_000;

/**
 * Applies and undoes migrations on one database, one runner at a time. It returns values and emits
 * events; it never prints, asks or exits. Close it when done: it keeps one session open.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #files: FilesAtHand | undefined;
  readonly #ground: RunnerGround;
  readonly #planned: PlannedRuns;
  #mayStart = true;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#ground = new RunnerGround(options);
    this.#planned = new PlannedRuns(this.#ground, options.dialect);
    const { dialect, files: list, part, toolVersion = "" } = options;
    // The last word is the form of what is kept.
    const salt = `${toolVersion} ${dialect.name} ranges`;
    this.#files = list && new FilesAtHand({ list, part, salt });
  }

  /**
   * Applies everything that is pending, or `to` and what it depends on. A migration that an earlier
   * run left half applied is finished first.
   *
   * @throws GraphError for an unknown target, SeveralLeavesError where branches are not merged; LockError; RunnerError (RUNNER_DRIFT,
   *   RUNNER_HALF_APPLIED, RUNNER_INTERRUPTED); MigrationFailedError with all the facts.
   */
  async up(options: UpOptions = {}): Promise<RunResult> {
    const { to, steps } = options;
    const target = { to, steps };
    if (options.dryRun === true) {
      const known = await this.#known(this.#mayStart);
      const left = { ...target, left: true };
      const planned =
        (await this.#planned.fromStart(known, left, options)) ??
        (await this.#planned.of(left, options));
      const migrations = planned.map(({ migration }) => migration);
      if (options.atomic === true) assertAtOnce(migrations, this.#options.dialect);
      return { direction: "up", migrations: [], planned };
    }
    const onPending = () => this.#ground.foresee();
    const known = await this.#known(this.#mayStart, { toRun: { onPending } });
    if (to === undefined && steps === undefined && known?.upToDate === true)
      return this.#nothingToApply();
    const seen = await this.#seen(known, options);
    if (!seen.isPlain) refuseProblems(seen, options);
    const open = seen.forwardPlan(target);
    if (open.length + seen.newlyApplied.length + seen.entries.size === 0) {
      return this.#nothingToApply();
    }
    if (!seen.isPlain) refuseBranches(seen.graph, options);
    if (options.atomic === true) assertAtOnce(open, this.#options.dialect);
    const given = known?.start?.pending ?? seen.migrations;
    const copy = await copyForRun(given);
    try {
      const start = known?.start?.withPending(copy.migrations);
      const own = copy.migrations === given ? seen : memoryOfCopy(copy.migrations, seen, start);
      const { historyTable } = this.#ground;
      const about = { seen: own, target, dialect: this.#options.dialect, historyTable, start };
      const line = options.fake === true ? undefined : PlannedLine.of(about);
      const run = await this.#begin(options, () => own.migrations, { start, line, seen: own });
      try {
        if (!run.isAtStart) return await this.#afresh(run, options);
        if (run.history !== own.history) refuseProblems(run, options);
        await run.recordSquashes();
        const way = wayUp(options);
        const finished = way === "apply" ? await run.finishPartial() : 0;
        const left = forwardLeft(target, finished);
        if (left !== undefined) await run[way](run.forwardPlan(left));
        await run.recordNewSquashes();
      } catch (error) {
        throw await run.abandon(error);
      }
      return await run.end("up");
    } finally {
      await copy.dispose();
    }
  }

  /** What the database remembers, of the migrations where the run begins or of all of them. */
  async #seen(known: KnownFiles | undefined, { signal }: UpOptions): Promise<LazyMemory> {
    if (known?.start !== undefined) return LazyMemory.from(known.start, known);
    const migrations = await this.#ground.load();
    const { history, entries } = known ?? (await this.#ground.look(signal));
    return new LazyMemory({ migrations: () => migrations, history, entries });
  }

  /** Another run has changed what it was to start from: once more, from the files alone. */
  async #afresh(run: LockedRun, options: UpOptions): Promise<RunResult> {
    await run.abandon(undefined);
    this.#mayStart = false;
    return await this.up(options);
  }

  /**
   * Undoes the last `steps` migrations, or everything that builds on `to`. One that is half applied
   * or half undone goes back first, whatever the target, and counts as one of the steps.
   *
   * @throws as {@link Runner.up}, and RUNNER_IRREVERSIBLE.
   */
  async down(options: DownOptions): Promise<RunResult> {
    const target = downTarget(options);
    if (options.dryRun === true) {
      const planned = await this.#planned.of({ direction: "down", ...target, left: true }, options);
      return { direction: "down", migrations: [], planned };
    }
    return await this.#goBack(options, target, "down");
  }

  /**
   * Undoes the last migrations and applies the same ones again, under one lock.
   *
   * @throws as {@link Runner.down} and {@link Runner.up}.
   */
  async redo({ steps = 1, ...options }: RedoOptions = {}): Promise<RunResult> {
    return await this.#goBack(options, { steps }, "up");
  }

  /** @param end `up`: what was undone is applied again. */
  async #goBack(options: RunOptions, target: Target, end: Direction): Promise<RunResult> {
    const seen = memoryOf(await this.#ground.load(), await this.#ground.look(options.signal));
    seen.graph.backwardPlan(seen.history.keys(), target);
    refuseProblems(seen, options);
    const copy = await copyForRun(await this.#ground.load());
    try {
      const run = await this.#begin(options, () => copy.migrations);
      try {
        refuseProblems(run, options);
        await run.recordSquashes();
        const left = stepsLeft(target, await run.turnBack());
        if (left !== undefined) await run.undo(run.graph.backwardPlan(run.history.keys(), left));
        if (end === "up") await run.applyAgain();
      } catch (error) {
        throw await run.abandon(error);
      }
      return await run.end(end);
    } finally {
      await copy.dispose();
    }
  }

  /** What is applied, pending, partial or in contradiction. Writes nothing. */
  async status(): Promise<StatusReport> {
    const told = true;
    const known = await this.#known(this.#mayStart, { told });
    const report = known?.upToDate === true ? upToDateStatus(known.history) : undefined;
    if (report !== undefined) return report;
    const migrations = known?.start?.migrations ?? (await this.#ground.load());
    const memory =
      known ??
      (await this.#ground.database.reading((one) => this.#ground.remembered(one, { told })));
    const missing: GraphError[] = [];
    const onMissing = (error: GraphError): number => missing.push(error);
    const options = { applied: memory.history.keys(), onMissing };
    return statusOf(buildGraph(migrations, options), memory, missing);
  }

  /** What the database has beside what the applied migrations made. Writes nothing. */
  async compareLive(): Promise<LiveComparison> {
    const migrations = await this.#ground.load();
    const { dialect } = this.#options;
    return await this.#ground.database.reading(async (connection) => {
      const seen = memoryOf(migrations, await this.#ground.remembered(connection));
      if (connection === undefined) return nothingLive(seen);
      const tables = await this.#ground.tablesIn(connection);
      return await compareLive(seen, { dialect, connection, tables });
    });
  }

  /**
   * The plans of what `up` or `down` would run, or of all migrations. Writes nothing; without a
   * database it plans all of them.
   */
  async showSql(options: ShowSqlOptions = {}): Promise<readonly MigrationPlan[]> {
    return await this.#planned.of(options, { allowChanged: true, allowBranches: true });
  }

  /**
   * Records one migration as applied without running it; nothing when it is. It puts a history
   * right, so a history that disagrees with the files is no reason to refuse.
   *
   * @throws RunnerError RUNNER_FAKE_DEPENDENCY
   */
  async fake(name: string, options: RunOptions = {}): Promise<RunResult> {
    return await this.#alone({ options, end: "up" }, (run) => run.fakeOne(name));
  }

  /**
   * Takes one migration out of the history without undoing it; nothing when it is not there. Also
   * ends what is half applied, and forgets applied migrations that have no file.
   *
   * @throws RunnerError RUNNER_FAKE_DEPENDENCY while another applied migration depends on it.
   */
  async unfake(name: string, options: RunOptions = {}): Promise<RunResult> {
    return await this.#alone({ options, end: "down" }, (run) => run.unfakeOne(name));
  }

  /**
   * The applied migrations whose files are not those that were applied, and what differs. Writes
   * nothing. `names`: these; left out: all.
   */
  async changes(names?: readonly string[]): Promise<readonly RecordedChange[]> {
    const migrations = await this.#ground.load();
    return await this.#ground.database.reading(async (connection) => {
      if (connection === undefined) return [];
      const seen = memoryOf(migrations, await this.#ground.remembered(connection));
      const { rowsTable, defaultNamespace, recorder } = await this.#ground.tablesIn(connection);
      const plans = await recorder.plans(connection);
      const about = { dialect: this.#options.dialect, rowsTable, defaultNamespace, plans };
      return recordedChanges(seen, about, names);
    });
  }

  /** Takes the files for what was applied; runs nothing. `changes`: what {@link Runner.changes} gave. */
  async repair(changes: readonly RecordedChange[], options: RunOptions = {}): Promise<void> {
    await this.#alone({ options, end: "up" }, (run) => run.amend(changes));
  }

  /** Drops everything that is in the database, also what the tool did not make; what comes next begins from nothing. */
  async empty(options: RunOptions = {}): Promise<void> {
    // Whether the history fits the files is no matter any more.
    await this.#alone({ options, end: "down", migrations: [] }, (run) => run.empty());
    this.#ground.forgetTables();
  }

  /** Closes the session; the runner can be used again and opens another. */
  async close(): Promise<void> {
    await this.#ground.close();
  }

  /**
   * What the database remembers, whether no file need be evaluated to see that there is nothing to
   * do, and where a run can begin; undefined when that was not asked.
   *
   * @param how `toRun`: what is pending is going to be run; `onPending`: there is something; `told`: see
   *   {@link RunnerGround.remembered}.
   */
  async #known(
    mayStart: boolean,
    how: {
      readonly toRun?: { readonly onPending: () => Promise<void> };
      readonly told?: boolean;
    } = {},
  ): Promise<KnownFiles | undefined> {
    const files = this.#files;
    if (files === undefined || this.#ground.isLoaded) return undefined;
    const { toRun, told } = how;
    const read = async (connection: Connection | undefined): Promise<KnownFiles> => {
      const remembered = await this.#ground.remembered(connection, {
        snapshot: mayStart && this.#options.part !== undefined,
        told,
      });
      const wanted = mayStart ? connection : undefined;
      const place = wanted && {
        connection: wanted,
        snapshots: (await this.#ground.tablesIn(wanted)).snapshots,
        onPending: toRun?.onPending,
      };
      return await files.compare(remembered, place);
    };
    try {
      return await this.#ground.database.reading(read, { toWork: toRun !== undefined });
    } catch (error) {
      // What is wrong with the files is told first; a server that is away was waited for already.
      await this.#ground.load();
      if (error instanceof DriverError && error.code === "DRIVER_CONNECT_FAILED") throw error;
      return undefined;
    }
  }

  #nothingToApply(): RunResult {
    this.#options.onEvent?.({ kind: "run-start", direction: "up", migrations: [] });
    return { direction: "up", migrations: [], planned: [] };
  }

  /** With the lock, work that runs no migration. */
  async #alone(
    about: {
      readonly options: RunOptions;
      readonly end: Direction;
      readonly migrations?: readonly Migration[];
    },
    work: (run: LockedRun) => Promise<void>,
  ): Promise<RunResult> {
    const migrations = about.migrations ?? (await this.#ground.load());
    const run = await this.#begin(about.options, () => migrations);
    try {
      await work(run);
    } catch (error) {
      throw await run.abandon(error);
    }
    return await run.end(about.end);
  }

  /** Takes the lock; who has begun a run ends or abandons it. */
  async #begin(
    options: RunOptions,
    migrations: () => readonly Migration[],
    from: RunStart = {},
  ): Promise<LockedRun> {
    const { signal, lockTimeout: timeout = LOCK_TIMEOUT } = options;
    const { database } = this.#ground;
    // To be stopped in the midst of a statement costs an embedded database something.
    const isShort = from.line?.mayTakeLong === false;
    const { connection } = await database.stoppable(isShort ? undefined : signal);
    const tables = await this.#ground.tablesIn(connection);
    const { ask: alongside, last } = readBehindLock(tables, connection);
    const held = await database.acquire({ name: tables.fullName, timeout, signal, alongside });
    const { session } = held;
    const { onEvent: emit = () => undefined } = this.#options;
    const { waiting } = database;
    const context: RunContext = { session, tables, options, waiting, line: from.line, emit };
    const keeper = () => this.#files?.keeper(tables.snapshots);
    const run = new LockedRun({ held, context, migrations, from, keeper });
    try {
      await run.begin(await last());
      return run;
    } catch (error) {
      throw await run.abandon(error);
    }
  }
}

/** The same of copies of them; `start`: of the copies. */
function memoryOfCopy(
  migrations: readonly Migration[],
  { history, entries }: LazyMemory,
  start: StartingPoint | undefined,
): LazyMemory {
  return start === undefined
    ? new LazyMemory({ migrations: () => migrations, history, entries })
    : LazyMemory.from(start, { history, entries });
}

/** What is done to the migrations that are to be applied. */
function wayUp({ fake, atomic }: UpOptions): "fake" | "applyAtOnce" | "apply" {
  if (fake === true) return "fake";
  return atomic === true ? "applyAtOnce" : "apply";
}
