import { command, hint } from "../errors.js";
import { GraphError } from "./graph-error.js";
import { Heap } from "./heap.js";
import type { Edges } from "./linearise.js";
import { ZERO } from "./migration-name.js";

/** How far back: a number of migrations, or all that build on one; never both. */
export type BackwardTarget = { readonly steps: number } | { readonly to: string };

export interface BackwardRequest {
  /** Known migrations, in the order in which they were applied. */
  readonly applied: readonly string[];
  readonly target: BackwardTarget;
  readonly resolve: (name: string) => string;
  readonly descendants: (name: string) => ReadonlySet<string>;
  readonly parents: Edges;
}

/** The names to undo, each before those it depends on, the one applied last first. */
export function backwardPlan(request: BackwardRequest): string[] {
  const { applied, target } = request;
  if ("steps" in target) return undoOrder(request, applied).slice(0, checkedSteps(target.steps));
  if (target.to === ZERO) return undoOrder(request, applied);
  const goal = request.resolve(target.to);
  if (!applied.includes(goal)) throw notApplied(goal);
  const affected = request.descendants(goal);
  return undoOrder(
    request,
    applied.filter((name) => name !== goal && affected.has(name)),
  );
}

function undoOrder({ parents }: BackwardRequest, names: readonly string[]): string[] {
  const when = new Map(names.map((name, at) => [name, at]));
  const children = new Map(names.map((name) => [name, 0]));
  const parentsOf = (name: string) => (parents.get(name) ?? []).filter((one) => when.has(one));
  for (const name of names) {
    for (const parent of parentsOf(name)) children.set(parent, (children.get(parent) ?? 0) + 1);
  }
  const ready = new Heap<string>((a, b) => (when.get(a) ?? 0) > (when.get(b) ?? 0));
  for (const [name, count] of children) if (count === 0) ready.push(name);
  const order: string[] = [];
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    order.push(name);
    for (const parent of parentsOf(name)) {
      const left = (children.get(parent) ?? 0) - 1;
      children.set(parent, left);
      if (left === 0) ready.push(parent);
    }
  }
  return order;
}

function checkedSteps(steps: number): number {
  if (Number.isSafeInteger(steps) && steps >= 1) return steps;
  throw new GraphError({
    code: "GRAPH_BAD_STEPS",
    message: `${steps} is not a number of migrations to undo`,
    hint: 'Give a whole number of at least 1, or the target "zero" to undo everything.',
    migrations: [],
  });
}

function notApplied(name: string): GraphError {
  return new GraphError({
    code: "GRAPH_TARGET_NOT_APPLIED",
    message: `migration "${name}" is not applied, so there is nothing to go back to`,
    hint: hint`Choose an applied migration; ${command("migrate status")} shows which are.`,
    migrations: [name],
  });
}
