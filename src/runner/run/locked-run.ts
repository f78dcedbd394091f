import type { ForwardTarget, Graph } from "../../migration/graph.js";
import type { Migration } from "../../migration/migration.js";
import type { IgnoredOperation } from "../../plan/ignored-operation.js";
import type { Direction } from "../../plan/plan.js";
import { assertReversible } from "../../plan/plan-migration.js";
import type { Schema } from "../../schema/schema.js";
import { ignoredIn, type JournalEntries } from "../records/journal.js";
import { LazyMemory } from "../records/lazy-memory.js";
import type { Remembered } from "../records/memory.js";
import type { History } from "../records/recorder.js";
import type { SnapshotKeeper } from "../records/snapshot-keeper.js";
import { takeOverRows } from "../records/squashed-rows.js";
import type { MigrationResult, Outcome, RunResult } from "../run-options.js";
import type { LockedSession } from "../session/database-sessions.js";
import { emptyDatabase } from "../session/whole-database.js";
import { assertAtOnce, runAtOnce } from "./atomic-line.js";
import { runTogether, sharingCommits } from "./group-commit.js";
import type { MigrationJob } from "./migration-progress.js";
import { type MigrationRunResult, runMigration } from "./migration-run.js";
import { type Applied, appliedSchema, schemasBefore } from "./pending-plans.js";
import type { RunStart } from "./planned-line.js";
import { amendHistory, type RecordedChange } from "./recorded-change.js";
import { wayBack } from "./recovery.js";
import type { RunContext } from "./run-context.js";
import {
  fakeDependency,
  partialAtOnce,
  partialWithoutFile,
  unfakeDependency,
} from "./run-refusals.js";

/**
 * What a run does while it holds the lock: applies, undoes, records. It re-reads the history when
 * it starts and after whatever changes what is applied behind the graph's back.
 */
export class LockedRun {
  readonly #held: LockedSession;
  readonly #context: RunContext;
  readonly #from: RunStart;
  readonly #keeper: () => Promise<SnapshotKeeper | undefined> | undefined;
  readonly #results: MigrationResult[] = [];
  /** Of what {@link begin} has read, or of what was read since. */
  #memory: LazyMemory;

  constructor(parts: {
    readonly held: LockedSession;
    readonly context: RunContext;
    readonly migrations: () => readonly Migration[];
    /** Must hold for what {@link begin} reads. */
    readonly from: RunStart;
    /** Asked when something is going to be applied. */
    readonly keeper: () => Promise<SnapshotKeeper | undefined> | undefined;
  }) {
    this.#from = parts.from;
    this.#keeper = parts.keeper;
    this.#held = parts.held;
    this.#context = parts.context;
    const nothing = { history: new Map(), entries: new Map() };
    const { migrations } = parts;
    this.#memory = parts.from.seen ?? new LazyMemory({ migrations, ...nothing });
  }

  get graph(): Graph {
    return this.#memory.graph;
  }

  get history(): History {
    return this.#memory.history;
  }

  get #entries(): JournalEntries {
    return this.#memory.entries;
  }

  /** @throws GraphError as {@link Graph.forwardPlan} */
  forwardPlan(target: ForwardTarget): readonly Migration[] {
    return this.#memory.forwardPlan(target);
  }

  /** Reads the history under the lock, unless `read` was read there, and makes its table. */
  async begin(read?: Remembered): Promise<void> {
    const { session, tables } = this.#context;
    await this.refresh(read);
    await tables.recorder.prepare(session.connection);
  }

  /** Is the run where it was to begin? Where it was not to begin anywhere, it is. */
  get isAtStart(): boolean {
    return this.#from.start?.holds(this.#memory) ?? true;
  }

  /** Everything is done: gives the lock back. */
  async end(direction: Direction): Promise<RunResult> {
    await this.#held.end();
    return { direction, migrations: this.#results, planned: [] };
  }

  /** Something failed: gives the lock back. @returns what to throw for it */
  async abandon(error: unknown): Promise<unknown> {
    return await this.#held.abandon(error);
  }

  /** Reads history and journal anew. */
  async refresh(read?: Remembered): Promise<void> {
    const { session, tables } = this.#context;
    await session.renew();
    this.#memory = this.#memory.behind(read ?? (await tables.read(session.connection)));
  }

  /** Squashes whose replaced migrations are all applied go into the history. */
  async recordSquashes(): Promise<void> {
    const { recorder, rows } = this.#context.tables;
    const { connection, dialect } = this.#context.session;
    const names = this.#memory.newlyApplied;
    if (names.length === 0) return;
    const hasRows = await rows.exists(connection);
    const work = async (): Promise<void> => {
      for (const name of names) {
        const replaced = this.recordedNames(name);
        await recorder.record(connection, { ...this.#row(name, "squashed"), replaced });
        const squash = this.graph.get(name);
        if (!hasRows || squash === undefined) continue;
        await takeOverRows(connection, { rows, squash, migrations: this.#memory.migrations });
      }
    };
    await dialect.session.atomic(connection, { statements: [], work });
    const history = await recorder.read(connection);
    this.#memory = this.#memory.behind({ history, entries: this.#entries });
  }

  /** The last migration that a squash replaces may have been applied just now. */
  async recordNewSquashes(): Promise<void> {
    const memory = this.#memory;
    if (memory.isPlain || memory.migrations.every(({ replaces }) => replaces.length === 0)) return;
    await this.refresh();
    await this.recordSquashes();
  }

  /**
   * What an earlier run left half done is undone as far as it went, the last one first. Whether all
   * of it can be undone is known before anything of it is.
   *
   * @returns how many migrations that were.
   */
  async turnBack(): Promise<number> {
    const open = [...this.#entries.keys()].toReversed().map((name) => {
      const migration = this.graph.get(name);
      if (migration === undefined) throw partialWithoutFile(name);
      return migration;
    });
    for (const migration of open) {
      await this.#turn(migration);
      await this.undo([migration]);
      await this.refresh();
    }
    return open.length;
  }

  async #turn(migration: Migration): Promise<void> {
    const { session, tables } = this.#context;
    const { dialect, connection } = session;
    const { name } = migration;
    const entries = this.#entries.get(name) ?? [];
    if (entries[0]?.direction !== "up") return;
    const before = appliedSchema(this.#applied);
    const back = await wayBack({ context: this.#context, migration, before, entries });
    for (const statement of back.failed) await dialect.session.repair(connection, statement);
    await dialect.session.atomic(connection, {
      statements: [],
      work: () =>
        session.withSettings(() => tables.journal.replace(connection, name, back.entries)),
    });
    await this.refresh();
  }

  /**
   * What an earlier run left half done is finished first, in the direction it was going.
   *
   * @returns how many migrations are applied by that.
   */
  async finishPartial(): Promise<number> {
    let finished = 0;
    for (let open = firstOf(this.#entries); open !== undefined; open = firstOf(this.#entries)) {
      const [name, entries] = open;
      const migration = this.graph.get(name);
      if (migration === undefined) throw partialWithoutFile(name);
      const up = entries[0]?.direction !== "down";
      await (up ? this.apply([migration]) : this.undo([migration]));
      if (up) finished += 1;
      await this.refresh();
    }
    return finished;
  }

  /** Applies what this run has undone, and nothing else that is pending. */
  async applyAgain(): Promise<void> {
    const undone = new Set(this.#results.map(({ name }) => name));
    await this.refresh();
    const open = this.forwardPlan({});
    await this.apply(open.filter(({ name }) => undone.has(name)));
    await this.recordNewSquashes();
  }

  /** Applies the migrations in this order. */
  async apply(migrations: readonly Migration[]): Promise<void> {
    const jobs = await this.#jobsUp(migrations);
    let before: Schema | undefined;
    for (const group of sharingCommits(this.#context, jobs)) {
      const together = await runTogether(this.#context, group, before);
      for (const [at, job] of group.entries()) {
        const result = together?.[at] ?? (await runMigration(this.#context, job, before));
        before = this.#noteApplied(job, result);
      }
    }
  }

  /** Applies the migrations in this order, all of them or none. */
  async applyAtOnce(migrations: readonly Migration[]): Promise<void> {
    const open = firstOf(this.#entries);
    if (open !== undefined) throw partialAtOnce(open[0]);
    assertAtOnce(migrations, this.#context.session.dialect);
    const jobs = await this.#jobsUp(migrations);
    if (jobs.length === 0) return;
    const results = await runAtOnce(this.#context, jobs);
    for (const [at, result] of results.entries()) {
      const job = jobs[at];
      if (job !== undefined) this.#noteApplied(job, result);
    }
  }

  #noteApplied({ migration: { name } }: MigrationJob, result: MigrationRunResult): Schema {
    const { duration, ignored, after } = result;
    this.#results.push({ name, outcome: "applied", duration, ignored });
    return after;
  }

  /** All of them say the state before the first: what is before the others only shows on the way. */
  async #jobsUp(migrations: readonly Migration[]): Promise<readonly MigrationJob[]> {
    this.#announce("up", migrations);
    if (migrations.length === 0) return [];
    const start = this.isAtStart ? this.#from.start : undefined;
    const about = { migrations: () => this.#memory.migrations, history: this.history, start };
    const keeps = (await this.#readyKeeper())?.along(migrations, about);
    const known = this.#context.line?.beginsAt(this.history) ?? this.#from.start?.schema;
    const before = known ?? appliedSchema(this.#applied);
    return migrations.map((migration, at) => ({
      ...this.#jobOf(migration),
      direction: "up",
      before,
      position: at + 1,
      total: migrations.length,
      ignored: [],
      erase: [],
      keeps,
    }));
  }

  /** undefined where nothing can be kept of what this run comes to. */
  async #readyKeeper(): Promise<SnapshotKeeper | undefined> {
    const keeper = await this.#keeper();
    return (await keeper?.prepare(this.#context.session.connection)) ? keeper : undefined;
  }

  /** Undoes the migrations in this order; whether that can be done is known before it starts. */
  async undo(migrations: readonly Migration[]): Promise<void> {
    for (const migration of migrations) assertReversible(migration, this.#passedOver(migration));
    this.#announce("down", migrations);
    const schemas = schemasBefore(this.#applied, migrations);
    for (const [at, migration] of migrations.entries()) {
      const before = schemas[at];
      if (before === undefined) continue;
      const { ignored, duration, partial } = await runMigration(this.#context, {
        ...this.#jobOf(migration),
        direction: "down",
        before,
        position: at + 1,
        total: migrations.length,
        ignored: this.history.get(migration.name)?.ignored ?? [],
        erase: this.recordedNames(migration.name),
      });
      const { name } = migration;
      this.#results.push({ name, outcome: "reverted", duration, ignored, ...partial });
    }
  }

  /** Records the migrations as applied without running anything. */
  async fake(migrations: readonly Migration[]): Promise<void> {
    const { recorder, journal } = this.#context.tables;
    const { dialect, connection } = this.#context.session;
    await dialect.session.atomic(connection, {
      statements: [],
      work: async () => {
        for (const { name } of migrations) {
          await recorder.record(connection, this.#row(name, "faked"));
          if (this.#entries.has(name)) await journal.clear(connection, name);
          this.#results.push({ name, outcome: "faked", duration: 0, ignored: [] });
        }
      },
    });
  }

  /** Takes the files as they are for what was applied. Others may have done so meanwhile. */
  async amend(changes: readonly RecordedChange[]): Promise<void> {
    await amendHistory(this.#context, this.history, changes);
  }

  /** Drops everything, the tables of the tool included. */
  async empty(): Promise<void> {
    const { session } = this.#context;
    // The next migration gets another session: this one has lost its tables, and some settings.
    await session.beforeHandwritten();
    await emptyDatabase(session.dialect, session.connection);
  }

  /** Nothing when it is applied. @throws RunnerError RUNNER_FAKE_DEPENDENCY */
  async fakeOne(name: string): Promise<void> {
    const graph = this.graph;
    const migration = graph.resolveName(name);
    if (graph.applied.has(migration)) return;
    const open = graph.parents(migration).find((parent) => !graph.applied.has(parent));
    if (open !== undefined) throw fakeDependency(migration, open);
    await this.fake(graph.order.filter((one) => one.name === migration));
  }

  /**
   * Takes a migration out of the history and the journal without running anything.
   *
   * @throws RunnerError RUNNER_FAKE_DEPENDENCY
   */
  async unfakeOne(name: string): Promise<void> {
    const recorded = this.history.has(name) || this.#entries.has(name);
    const migration = recorded ? name : this.graph.resolveName(name);
    const child = this.graph.children(migration).find((one) => this.graph.applied.has(one));
    if (child !== undefined) throw unfakeDependency(migration, child);
    await this.#unfake(migration);
  }

  async #unfake(name: string): Promise<void> {
    const { recorder, journal } = this.#context.tables;
    const { dialect, connection } = this.#context.session;
    const names = this.recordedNames(name);
    if (names.length === 0 && !this.#entries.has(name)) return;
    await dialect.session.atomic(connection, {
      statements: [],
      work: async () => {
        for (const recorded of names) await recorder.erase(connection, recorded);
        if (this.#entries.has(name)) await journal.clear(connection, name);
      },
    });
    this.#results.push({ name, outcome: "reverted", duration: 0, ignored: [] });
  }

  /** The rows of the history that stand for a migration: its own, and those that it replaced. */
  recordedNames(name: string): readonly string[] {
    const replaces = this.graph.get(name)?.replaces ?? [];
    const { stands } = this.#memory;
    if (replaces.length + stands.size === 0) return this.history.has(name) ? [name] : [];
    return [...this.history.keys()].filter((recorded) => {
      const stand = this.graph.get(recorded)?.name ?? stands.get(recorded);
      return recorded === name || stand === name;
    });
  }

  /** Operations that had failed on the way up, or never happened. */
  #passedOver({ name }: Migration): readonly IgnoredOperation[] {
    const recorded = this.history.get(name)?.ignored ?? [];
    return [...recorded, ...ignoredIn(this.#entries.get(name) ?? [])];
  }

  get #applied(): Applied {
    return { graph: this.graph, history: this.history, dialect: this.#context.session.dialect };
  }

  #announce(direction: Direction, migrations: readonly Migration[]): void {
    const names = migrations.map(({ name }) => name);
    this.#context.emit({ kind: "run-start", direction, migrations: names });
  }

  #jobOf(migration: Migration): Pick<MigrationJob, "migration" | "entries" | "committed"> {
    return {
      migration,
      entries: this.#entries.get(migration.name) ?? [],
      committed: this.#results,
    };
  }

  #row(name: string, outcome: Outcome) {
    return {
      name,
      checksum: this.graph.get(name)?.source?.checksum,
      duration: undefined,
      outcome,
      ignored: [],
    };
  }
}

const firstOf = (entries: JournalEntries) => entries.entries().next().value;
