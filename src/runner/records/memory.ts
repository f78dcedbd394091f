import { buildGraph, type Graph } from "../../migration/graph.js";
import type { Migration } from "../../migration/migration.js";
import type { JournalEntries } from "./journal.js";
import type { History, HistoryRow } from "./recorder.js";

/** What is applied, and what is half done. */
export interface Remembered {
  readonly history: History;
  readonly entries: JournalEntries;
}

/** What the database remembers, and the graph that follows from it. */
export interface Memory extends Remembered {
  readonly graph: Graph;
}

/** What follows for these migrations from what the database remembers. */
export function memoryOf(migrations: readonly Migration[], known: Remembered): Memory {
  return { ...known, graph: buildGraph(migrations, { applied: known.history.keys() }) };
}

/** A database on which everything, or nothing, is applied. */
export function imaginedMemory(migrations: readonly Migration[], applied: boolean): Memory {
  const names = applied ? migrations.map(({ name }) => name) : [];
  const history = new Map(names.map((name) => [name, bareRow(name)]));
  return memoryOf(migrations, { history, entries: new Map() });
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
