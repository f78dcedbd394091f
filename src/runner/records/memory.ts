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

/**
 * What was applied under a name that no file and no `replaces` has any more: the squash that named
 * it is gone as well. -> The migration that stands for it now, a squash of that squash.
 */
export function stoodFor(graph: Graph, history: History): ReadonlyMap<string, string> {
  const stands = new Map<string, string>();
  // The outer squash was recorded behind the inner one.
  for (const { name, replaced = [] } of [...history.values()].reverse()) {
    const stand = graph.get(name)?.name ?? stands.get(name);
    if (stand === undefined) continue;
    for (const one of replaced) if (graph.get(one) === undefined) stands.set(one, stand);
  }
  return stands;
}
