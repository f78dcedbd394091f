import type { Graph } from "../migration/graph.js";
import type { GraphError } from "../migration/graph-error.js";
import type { History, HistoryRow } from "./history.js";
import { historyProblems } from "./history-check.js";
import { doneIn, type JournalEntries, type JournalEntry } from "./journal.js";
import type {
  HistoryProblem,
  MigrationState,
  MigrationStatus,
  PartialProgress,
  StatusReport,
} from "./status-report.js";

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
  const rest = gone.map((row) =>
    line(row.name, {
      state: graph.get(row.name) === undefined ? "applied" : "replaced",
      row,
      entries: entries.get(row.name),
    }),
  );
  const migrations = [...known, ...rest];
  const count = (state: MigrationState) => migrations.filter((one) => one.state === state).length;
  return {
    migrations,
    problems: [...missing.map(missingProblem), ...historyProblems(graph, history)],
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
  told: {
    readonly state: MigrationState;
    readonly row: HistoryRow | undefined;
    readonly entries: readonly JournalEntry[] | undefined;
  },
): MigrationStatus {
  const { row, entries } = told;
  return {
    name,
    state: entries === undefined ? told.state : "partial",
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
