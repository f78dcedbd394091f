import type { Graph } from "../migration/graph.js";
import { RunnerError } from "../plan/runner-error.js";
import type { History } from "./history.js";
import type { HistoryProblem } from "./status-report.js";

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
    hint: `${advice(first)} \`mm migrate status\` shows everything; --allow-changed goes on all the same.`,
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
  return graph.unknown(history.keys()).map((name) => ({
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

function advice(problem: HistoryProblem): string {
  switch (problem.kind) {
    case "changed":
      return "Put the file back as it was and write a new migration instead.";
    case "unknown":
      return "Bring the file back, or take it out of the history with `mm migrate unfake`.";
    case "missing":
    case "inconsistent":
      return `Apply "${problem.parent}" with \`mm migrate fake\` if its changes are there, or take "${problem.migration}" out with \`mm migrate unfake\`.`;
    default:
      return problem satisfies never;
  }
}
