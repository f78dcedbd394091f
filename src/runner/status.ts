import { command, type Hint, hint } from "../errors.js";
import type { Graph } from "../migration/graph.js";
import type { GraphError } from "../migration/graph-error.js";
import type { MigrationFile } from "../migration/migration.js";
import { type BranchPoint, branchPoints } from "../migration/several-leaves.js";
import type { IgnoredOperation } from "../plan/ignored-operation.js";
import { RunnerError } from "../plan/runner-error.js";
import { doneIn, type JournalEntries, type JournalEntry } from "./records/journal.js";
import { type Remembered, stoodFor } from "./records/memory.js";
import type { History, HistoryRow } from "./records/recorder.js";
import type { Outcome } from "./run-options.js";

/**
 * - `applied`: recorded. `pending`: not recorded.
 * - `partial`: a run was cut off inside it; the next `up` (or `down`) resumes.
 * - `replaced`: applied, and a squash stands in for its file now.
 */
export type MigrationState = "applied" | "pending" | "partial" | "replaced";

/** One line of `migrate status`. */
export interface MigrationStatus {
  readonly name: string;
  readonly state: MigrationState;
  readonly outcome: Outcome | undefined;
  readonly appliedAt: Date | undefined;
  /** Milliseconds. */
  readonly duration: number | undefined;
  readonly toolVersion: string | undefined;
  readonly ignored: readonly IgnoredOperation[];
  /** For `partial`: statements known to be done, and which direction was running. */
  readonly progress: PartialProgress | undefined;
}

export interface PartialProgress {
  readonly direction: "up" | "down";
  readonly done: number;
  /** The statement whose outcome was not recorded. */
  readonly open: string | undefined;
}

/**
 * Where history and files disagree:
 * - `changed`: the file of an applied migration is not the one that ran;
 * - `unknown`: applied, but there is no such migration;
 * - `missing`: `parent`, which it depends on, does not exist; nothing runs until it does;
 * - `inconsistent`: applied, but `parent`, which it depends on, is not.
 */
export type HistoryProblem =
  | { readonly kind: "changed"; readonly migration: string; readonly message: string }
  | { readonly kind: "unknown"; readonly migration: string; readonly message: string }
  | {
      readonly kind: "inconsistent" | "missing";
      readonly migration: string;
      readonly parent: string;
      readonly message: string;
    };

export interface StatusReport {
  /** In the order of the graph, then applied ones that have no file. */
  readonly migrations: readonly MigrationStatus[];
  readonly problems: readonly HistoryProblem[];
  /** Ends that are not merged and something of which is pending; else none. */
  readonly branches: readonly BranchPoint[];
  readonly applied: number;
  readonly pending: number;
  readonly partial: number;
}

/** Compares the migrations at hand with what the database remembers. Pure. */
export function statusOf(
  graph: Graph,
  { history, entries }: { readonly history: History; readonly entries: JournalEntries },
  missing: readonly GraphError[] = [],
): StatusReport {
  const known = graph.order.map(({ name }) =>
    line(name, {
      state: graph.applied.has(name) ? "applied" : "pending",
      row: history.get(name),
      entries: entries.get(name),
    }),
  );
  const names = new Set(graph.order.map(({ name }) => name));
  const gone = [...history.values()].filter(({ name }) => !names.has(name));
  const stands = stoodFor(graph, history);
  const rest = gone.map((row) =>
    line(row.name, {
      state: (graph.get(row.name) ?? stands.get(row.name)) === undefined ? "applied" : "replaced",
      row,
      entries: entries.get(row.name),
    }),
  );
  const migrations = [...known, ...rest];
  const count = (state: MigrationState) => migrations.filter((one) => one.state === state).length;
  return {
    migrations,
    problems: [...missing.map(missingProblem), ...historyProblems(graph, history)],
    branches: count("pending") === 0 ? [] : branchPoints(graph),
    applied: count("applied"),
    pending: count("pending"),
    partial: count("partial"),
  };
}

function missingProblem({ message, migrations }: GraphError): HistoryProblem {
  const [migration = "", parent = ""] = migrations;
  return { kind: "missing", migration, parent, message };
}

function line(
  name: string,
  known: {
    readonly state: MigrationState;
    readonly row: HistoryRow | undefined;
    readonly entries: readonly JournalEntry[] | undefined;
  },
): MigrationStatus {
  const { row, entries } = known;
  return {
    name,
    state: entries === undefined ? known.state : "partial",
    outcome: row?.outcome,
    appliedAt: row?.appliedAt,
    duration: row?.duration,
    toolVersion: row?.toolVersion,
    ignored: row?.ignored ?? [],
    progress: entries && progressOf(entries),
  };
}

function progressOf(entries: readonly JournalEntry[]): PartialProgress {
  return {
    direction: entries[0]?.direction ?? "up",
    done: doneIn(entries).length,
    open: entries.find(({ outcome }) => outcome === "started")?.sql,
  };
}

/** Where the history of a database and the migrations at hand disagree; in a stable order. */
export function historyProblems(graph: Graph, history: History): readonly HistoryProblem[] {
  return [...changed(graph, history), ...unknown(graph, history), ...inconsistent(graph)];
}

/** @throws RunnerError RUNNER_DRIFT with the first problem, and how many more there are. */
export function assertNoProblems(problems: readonly HistoryProblem[]): void {
  const [first, ...more] = problems;
  if (first === undefined) return;
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  throw new RunnerError({
    code: "RUNNER_DRIFT",
    message: `${first.message}${others}`,
    hint: hint`${advice(first)} ${command("migrate status")} shows everything; --allow-changed goes on all the same.`,
    migration: first.migration,
  });
}

function changed(graph: Graph, history: History): readonly HistoryProblem[] {
  return graph.order.flatMap(({ name, source }) => {
    const recorded = history.get(name)?.checksum;
    if (recorded === undefined || source === undefined || recorded === source.checksum) return [];
    const message = `migration "${name}" was changed after it had been applied`;
    return [{ kind: "changed", migration: name, message } as const];
  });
}

function unknown(graph: Graph, history: History): readonly HistoryProblem[] {
  const stands = stoodFor(graph, history);
  const names = graph.unknown(history.keys()).filter((name) => !stands.has(name));
  return names.map((name) => ({
    kind: "unknown",
    migration: name,
    message: `migration "${name}" is applied, but there is no such migration here`,
  }));
}

function inconsistent(graph: Graph): readonly HistoryProblem[] {
  return graph.order.flatMap(({ name }) => {
    if (!graph.applied.has(name)) return [];
    return graph
      .parents(name)
      .filter((parent) => !graph.applied.has(parent))
      .map((parent) => ({
        kind: "inconsistent" as const,
        migration: name,
        parent,
        message: `migration "${name}" is applied, but "${parent}", which it depends on, is not`,
      }));
  });
}

function advice(problem: HistoryProblem): Hint {
  switch (problem.kind) {
    case "changed":
      return hint`Put the file back as it was and write a new migration instead; ${command("migrate repair", problem.migration)} shows what differs, and accepts a file of which only the text changed.`;
    case "unknown":
      return hint`Bring the file back, or take it out of the history with ${command("migrate unfake")}.`;
    case "missing":
    case "inconsistent":
      return hint`Apply "${problem.parent}" with ${command("migrate fake")} if its changes are there, or take "${problem.migration}" out with ${command("migrate unfake")}.`;
    default:
      return problem satisfies never;
  }
}

/**
 * Is every file exactly the one that was applied under its name, and nothing else in history and journal?
 * Then evaluating them can tell nothing new: a file that registered this name once still does.
 * Squashes, copies of a file, half applied migrations and rows without a checksum need the
 * evaluation.
 */
export function isUpToDate(
  files: readonly MigrationFile[],
  { history, entries }: Remembered,
): boolean {
  if (files.length === 0 || files.length !== history.size || entries.size > 0) return false;
  if (new Set(files.map(({ checksum }) => checksum)).size < files.length) return false;
  return files.every(({ name, checksum }) => {
    const row = history.get(name);
    return row !== undefined && row.outcome !== "squashed" && row.checksum === checksum;
  });
}

/**
 * The status of a history that is up to date. The graph sorts by name wherever dependencies leave a choice, so
 * names that were applied in sorted order are in the order of the graph; undefined when they were
 * not.
 */
export function upToDateStatus(history: History): StatusReport | undefined {
  const rows = [...history.values()];
  if (rows.some((row, at) => at > 0 && (rows[at - 1]?.name ?? "") >= row.name)) return undefined;
  return {
    migrations: rows.map(({ name, outcome, appliedAt, duration, toolVersion, ignored }) => ({
      name,
      state: "applied",
      outcome,
      appliedAt,
      duration,
      toolVersion,
      ignored,
      progress: undefined,
    })),
    problems: [],
    branches: [],
    applied: rows.length,
    pending: 0,
    partial: 0,
  };
}
