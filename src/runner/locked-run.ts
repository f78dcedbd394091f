import { buildGraph, type Graph } from "../migration/graph.js";
import type { Migration } from "../migration/migration.js";
import type { IgnoredOperation } from "../plan/ignored-operation.js";
import type { Direction } from "../plan/plan.js";
import { assertReversible } from "../plan/plan-migration.js";
import { RunnerError } from "../plan/runner-error.js";
import { type Applied, appliedSchema, schemasBefore } from "./applied-state.js";
import type { History } from "./history.js";
import { ignoredIn, type JournalEntries } from "./journal.js";
import { MigrationRun } from "./migration-run.js";
import type { MigrationResult, Outcome } from "./run-result.js";
import type { RunSession } from "./run-session.js";
import { wayBack } from "./way-back.js";

/**
 * What a run does while it holds the lock: applies, undoes, records. It re-reads the history when
 * it starts and after whatever changes what is applied behind the graph's back.
 */
export class LockedRun {
  readonly #session: RunSession;
  readonly #migrations: readonly Migration[];
  readonly results: MigrationResult[] = [];
  #history: History = new Map();
  #entries: JournalEntries = new Map();
  #graph: Graph;

  constructor(session: RunSession, migrations: readonly Migration[]) {
    this.#session = session;
    this.#migrations = migrations;
    this.#graph = buildGraph(migrations);
  }

  get graph(): Graph {
    return this.#graph;
  }

  get history(): History {
    return this.#history;
  }

  /** Reads history and journal anew. */
  async refresh(): Promise<void> {
    const { recorder, journal, connection, work } = this.#session;
    await work.freshen();
    this.#history = await recorder.read(connection);
    this.#entries = await journal.read(connection);
    this.#graph = buildGraph(this.#migrations, { applied: this.#history.keys() });
  }

  /** Squashes whose replaced migrations are all applied go into the history. */
  async recordSquashes(): Promise<void> {
    const { recorder, connection } = this.#session;
    const names = this.#graph.newlyApplied;
    if (names.length === 0) return;
    for (const name of names) await recorder.record(connection, this.#row(name, "squashed"));
    this.#history = await recorder.read(connection);
    this.#graph = buildGraph(this.#migrations, { applied: this.#history.keys() });
  }

  /** The last migration that a squash replaces may have been applied just now. */
  async recordNewSquashes(): Promise<void> {
    if (this.#migrations.every(({ replaces }) => replaces.length === 0)) return;
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
      const migration = this.#graph.get(name);
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
    const { dialect, connection, journal, work } = this.#session;
    const { name } = migration;
    const entries = this.#entries.get(name) ?? [];
    if (entries[0]?.direction !== "up") return;
    const before = appliedSchema(this.#applied);
    const back = await wayBack({ session: this.#session, migration, before, entries });
    for (const statement of back.failed) await dialect.session.repair(connection, statement);
    await dialect.session.atomic(connection, {
      statements: [],
      work: () => work.keepBooks(() => journal.replace(connection, name, back.entries)),
    });
    await this.refresh();
  }

  /** What an earlier run left half done is finished first, in the direction it was going. */
  async finishPartial(): Promise<void> {
    for (let open = firstOf(this.#entries); open !== undefined; open = firstOf(this.#entries)) {
      const [name, entries] = open;
      const migration = this.#graph.get(name);
      if (migration === undefined) throw partialWithoutFile(name);
      if (entries[0]?.direction === "down") await this.undo([migration]);
      else await this.apply([migration]);
      await this.refresh();
    }
  }

  /** Applies the migrations in this order. */
  async apply(migrations: readonly Migration[]): Promise<void> {
    this.#announce("up", migrations);
    if (migrations.length === 0) return;
    let before = appliedSchema(this.#applied);
    for (const [at, migration] of migrations.entries()) {
      const run = new MigrationRun(this.#session, {
        migration,
        direction: "up",
        before,
        position: at + 1,
        total: migrations.length,
        ignored: [],
        entries: this.#entries.get(migration.name) ?? [],
        erase: [],
      });
      const { after, ignored, duration } = await run.run();
      this.results.push({ name: migration.name, outcome: "applied", duration, ignored });
      before = after;
    }
  }

  /** Undoes the migrations in this order; whether that can be done is known before it starts. */
  async undo(migrations: readonly Migration[]): Promise<void> {
    for (const migration of migrations) assertReversible(migration, this.#passedOver(migration));
    this.#announce("down", migrations);
    const schemas = schemasBefore(this.#applied, migrations);
    for (const [at, migration] of migrations.entries()) {
      const before = schemas[at];
      if (before === undefined) continue;
      const run = new MigrationRun(this.#session, {
        migration,
        direction: "down",
        before,
        position: at + 1,
        total: migrations.length,
        ignored: this.#history.get(migration.name)?.ignored ?? [],
        entries: this.#entries.get(migration.name) ?? [],
        erase: this.recordedNames(migration.name),
      });
      const { ignored, duration, partial } = await run.run();
      const { name } = migration;
      this.results.push({ name, outcome: "reverted", duration, ignored, ...partial });
    }
  }

  /** Records the migrations as applied without running anything. */
  async fake(migrations: readonly Migration[]): Promise<void> {
    const { dialect, recorder, journal, connection } = this.#session;
    await dialect.session.atomic(connection, {
      statements: [],
      work: async () => {
        for (const { name } of migrations) {
          await recorder.record(connection, this.#row(name, "faked"));
          if (this.#entries.has(name)) await journal.clear(connection, name);
          this.results.push({ name, outcome: "faked", duration: 0, ignored: [] });
        }
      },
    });
  }

  /** Takes a migration out of the history and the journal without running anything. */
  async unfake(name: string): Promise<void> {
    const { dialect, recorder, journal, connection } = this.#session;
    const names = this.recordedNames(name);
    if (names.length === 0 && !this.#entries.has(name)) return;
    await dialect.session.atomic(connection, {
      statements: [],
      work: async () => {
        for (const recorded of names) await recorder.erase(connection, recorded);
        if (this.#entries.has(name)) await journal.clear(connection, name);
      },
    });
    this.results.push({ name, outcome: "reverted", duration: 0, ignored: [] });
  }

  /** Does the database remember anything under this very name? */
  isRecorded(name: string): boolean {
    return this.#history.has(name) || this.#entries.has(name);
  }

  /** The rows of the history that stand for a migration: its own, and those that it replaced. */
  recordedNames(name: string): readonly string[] {
    const replaces = this.#graph.get(name)?.replaces ?? [];
    if (replaces.length === 0) return this.#history.has(name) ? [name] : [];
    return [...this.#history.keys()].filter(
      (recorded) => recorded === name || this.#graph.get(recorded)?.name === name,
    );
  }

  /** Operations that had failed on the way up, or never happened. */
  #passedOver({ name }: Migration): readonly IgnoredOperation[] {
    const recorded = this.#history.get(name)?.ignored ?? [];
    return [...recorded, ...ignoredIn(this.#entries.get(name) ?? [])];
  }

  get #applied(): Applied {
    return { graph: this.#graph, history: this.#history, dialect: this.#session.dialect };
  }

  #announce(direction: Direction, migrations: readonly Migration[]): void {
    const names = migrations.map(({ name }) => name);
    this.#session.emit({ kind: "run-start", direction, migrations: names });
  }

  #row(name: string, outcome: Outcome) {
    return {
      name,
      checksum: this.#graph.get(name)?.source?.checksum,
      duration: undefined,
      toolVersion: this.#session.toolVersion,
      outcome,
      ignored: [],
    };
  }
}

function firstOf(entries: JournalEntries) {
  return entries.entries().next().value;
}

function partialWithoutFile(name: string): RunnerError {
  return new RunnerError({
    code: "RUNNER_HALF_APPLIED",
    message: `migration "${name}" is half applied, and there is no such migration here`,
    hint: `Bring its file back and run again; or, when you have put the database right by hand, run \`mm migrate unfake ${name}\`.`,
    migration: name,
  });
}
