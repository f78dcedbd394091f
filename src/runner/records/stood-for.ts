import type { Graph } from "../../migration/graph.js";
import type { History } from "./recorder.js";

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
