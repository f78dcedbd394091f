import { command, type Hint, hint } from "../errors.js";
import type { Graph } from "./graph.js";
import { GraphError } from "./graph-error.js";

/** What brings several ends together. */
export const MERGE = command("generate", "--merge");

/** One of several ends, and where its line of work leaves the others. */
export interface BranchPoint {
  readonly leaf: string;
  /** The first migration that only this end builds on, and its file where it has one. */
  readonly first: string;
  readonly file: string | undefined;
  /** What that one depends on: there the lines of work part. */
  readonly behind: readonly string[];
}

/** Where the lines of work part that are not merged; none where there is one end. */
export function branchPoints(graph: Graph): readonly BranchPoint[] {
  return graph.branches.map(({ leaf, migrations: [first = leaf] }) => ({
    leaf,
    first,
    file: graph.get(first)?.source?.file,
    behind: graph.parents(first),
  }));
}

/** Several ends, and it is not said that this is meant. */
export class SeveralLeavesError extends GraphError {
  readonly branches: readonly BranchPoint[];

  constructor(branches: readonly BranchPoint[], wayOn: Hint) {
    super({
      code: "GRAPH_SEVERAL_LEAVES",
      message: `the migrations have ${branches.length} ends that are not merged: ${branches.map(branchText).join(", ")}`,
      hint: hint`${MERGE} compares what they do and writes a migration that depends on all of them${wayOn}.`,
      migrations: branches.map(({ leaf }) => leaf),
    });
    this.branches = branches;
  }
}

/**
 * @param wayOn what else one may do, behind the advice to merge.
 * @throws SeveralLeavesError naming the ends, and the files in which their branches begin.
 */
export function requireOneLeaf(graph: Graph, wayOn: Hint = ""): void {
  const branches = branchPoints(graph);
  if (branches.length > 0) throw new SeveralLeavesError(branches, wayOn);
}

/** `"0003_b" (from 0002_b.ts on, behind "0001_initial")` */
export function branchText({ leaf, first, file = first, behind }: BranchPoint): string {
  const after =
    behind.length === 0 ? "" : `, behind ${behind.map((name) => `"${name}"`).join(", ")}`;
  return `"${leaf}" (from ${file} on${after})`;
}
