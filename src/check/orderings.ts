import { command, hint } from "../errors.js";
import { buildGraph } from "../migration/graph.js";
import { GraphError } from "../migration/graph-error.js";
import type { Migration } from "../migration/migration.js";
import type { Registry } from "../migration/registry.js";
import { MERGE } from "../migration/several-leaves.js";
import type { FindingParts } from "./finding.js";

/**
 * The orders in which a database may run the migrations of a folder: with each squash in place of
 * its originals, and the originals in place of the squash, as on a database that has some of them.
 * Otherwise what a check never looked at could run.
 *
 * @throws GraphError when the migrations do not fit together.
 */
export function orderings(
  registry: Registry,
  onFinding: (finding: FindingParts) => void,
): readonly (readonly Migration[])[] {
  const graph = buildGraph(registry);
  if (graph.hasUnresolvedBranches) onFinding(branches(graph.leaves));
  const squashes = [...registry].filter(({ replaces }) => replaces.length > 0);
  if (squashes.length === 0) return [graph.order];
  const lost = squashes.some(({ replaces }) => replaces.some((name) => !registry.get(name)));
  try {
    const applied = squashes.flatMap((squash) => partOf(squash, registry));
    return [graph.order, buildGraph(registry, { applied }).order];
  } catch (error) {
    // Originals that are partly gone fit together or not; a runner that is met by this stops too.
    if (lost && error instanceof GraphError) return [graph.order];
    throw error;
  }
}

/** Some of what a squash replaces: those that are gone, else the first. */
function partOf({ replaces }: Migration, registry: Registry): readonly string[] {
  const gone = replaces.filter((name) => registry.get(name) === undefined);
  if (gone.length === replaces.length) return [];
  return gone.length > 0 ? gone : replaces.slice(0, 1);
}

function branches(leaves: readonly string[]): FindingParts {
  return {
    rule: "CHECK_BRANCHES",
    level: "warning",
    message: `there are ${leaves.length} ends that are not merged: ${leaves.slice(0, 10).join(", ")}`,
    hint: hint`Bring them together with ${MERGE}: ${command("migrate up")} refuses several ends.`,
  };
}
