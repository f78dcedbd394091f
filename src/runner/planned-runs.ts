import type { Dialect } from "../dialect/dialect.js";
import type { Connection } from "../driver/driver.js";
import type { Graph } from "../migration/graph.js";
import type { Migration } from "../migration/migration.js";
import { copyForRun } from "../migration/run-copy.js";
import { requireOneLeaf } from "../migration/several-leaves.js";
import type { MigrationPlan } from "../plan/plan.js";
import { toolTablesOf } from "../plan/tool-tables.js";
import type { Schema } from "../schema/schema.js";
import type { KnownFiles } from "./files-at-hand.js";
import { imaginedMemory, type Memory, memoryOf } from "./records/memory.js";
import { plansDown, plansUp } from "./run/pending-plans.js";
import { turnedEntries } from "./run/recovery.js";
import { type RunOptions, type ShowSqlOptions, stepsLeft, type UpOptions } from "./run-options.js";
import type { RunnerGround } from "./runner-ground.js";
import { assertNoProblems, historyProblems } from "./status.js";

/** What runs would do, refused where the run would be. Writes nothing. */
export class PlannedRuns {
  readonly #ground: RunnerGround;
  readonly #dialect: Dialect;

  constructor(ground: RunnerGround, dialect: Dialect) {
    this.#ground = ground;
    this.#dialect = dialect;
  }

  /** By all migrations, evaluated. */
  async of(options: ShowSqlOptions, run: UpOptions): Promise<readonly MigrationPlan[]> {
    return await this.#copied(await this.#ground.load(), async (migrations) => {
      const down = options.direction === "down";
      const all = options.all === true || !this.#ground.hasDatabase;
      const seen = all
        ? imaginedMemory(migrations, down)
        : await this.#ground.database.reading(async (one) => {
            const now = memoryOf(migrations, await this.#ground.remembered(one));
            return down && one !== undefined ? await this.#turned(now, one, run) : now;
          });
      return this.#plans(seen, options, { run, all });
    });
  }

  /** What `up` would do, which begins where it can; undefined: that is not known without evaluating everything. */
  async fromStart(
    known: KnownFiles | undefined,
    options: ShowSqlOptions,
    run: UpOptions,
  ): Promise<readonly MigrationPlan[] | undefined> {
    const { to, steps } = options;
    if (known?.upToDate === true && to === undefined && steps === undefined) return [];
    const start = known?.start;
    if (known === undefined || start === undefined) return undefined;
    return await this.#copied(start.migrations, async (migrations) =>
      this.#plans(memoryOf(migrations, known), options, { run, all: false, start: start.schema }),
    );
  }

  async #copied<Result>(
    migrations: readonly Migration[],
    work: (own: readonly Migration[]) => Promise<Result>,
  ): Promise<Result> {
    const copy = await copyForRun(migrations);
    try {
      return await work(copy.migrations);
    } finally {
      await copy.dispose();
    }
  }

  #plans(
    memory: Memory,
    { direction, to, steps: wanted, left: leftOnly }: ShowSqlOptions,
    about: {
      readonly run: UpOptions;
      /** All migrations, whatever a database says. */
      readonly all: boolean;
      /** What the applied ones came to, where that is known; only for `up`. */
      readonly start?: Schema | undefined;
    },
  ): readonly MigrationPlan[] {
    const { run, all, start } = about;
    refuseProblems(memory, run);
    const { graph, history } = memory;
    const down = direction === "down";
    const entries = leftOnly === true || down ? memory.entries : new Map();
    // Of no database in particular: a plan file that was made without one holds the same text.
    const tables = toolTablesOf(this.#ground.historyTable);
    const planning = { dialect: this.#dialect, tables, graph, history, entries };
    if (!down) {
      const migrations = graph.forwardPlan(history.keys(), { to, steps: wanted });
      if (migrations.length > 0) refuseBranches(graph, run);
      return plansUp({ ...planning, migrations, start });
    }
    if (graph.order.length === 0) return [];
    const steps = wanted ?? (all ? graph.order.length : 1);
    const open = [...entries.keys()].toReversed().flatMap((name) => graph.get(name) ?? []);
    const left = stepsLeft(to === undefined ? { steps } : { to }, open.length);
    const whole = left === undefined ? [] : graph.backwardPlan(history.keys(), left);
    return plansDown({ ...planning, migrations: [...new Set([...open, ...whole])] });
  }

  /** What is half applied, as `down` would begin with it. */
  async #turned(seen: Memory, connection: Connection, run: RunOptions): Promise<Memory> {
    const tables = await this.#ground.tablesIn(connection);
    const context = { session: { dialect: this.#dialect, connection }, tables, options: run };
    return { ...seen, entries: await turnedEntries({ ...seen, context }) };
  }
}

/** @throws RunnerError where history and files disagree, unless that is allowed. */
export function refuseProblems(
  { graph, history }: Omit<Memory, "entries">,
  { allowChanged }: RunOptions,
): void {
  if (allowChanged !== true) assertNoProblems(historyProblems(graph, history));
}

/** In which order branches run would be an accident; as Django, even where the target is in one of them. */
export function refuseBranches(graph: Graph, { allowBranches }: UpOptions): void {
  if (allowBranches !== true) requireOneLeaf(graph, "; --allow-branches runs them as they are");
}
