import type { Dialect } from "../dialect/dialect.js";
import type { MigrationPlan } from "../plan/plan.js";
import type { ToolTableShapes } from "../plan/tool-tables.js";
import type { Schema } from "../schema/schema.js";
import type { Memory } from "./records/memory.js";
import { plansDown, plansUp } from "./run/pending-plans.js";
import { type ShowSqlOptions, stepsLeft } from "./run-options.js";

interface OpenPlansRequest {
  readonly dialect: Dialect;
  readonly tables: ToolTableShapes;
  readonly memory: Memory;
  readonly options: ShowSqlOptions;
  /** What the applied ones came to, where that is known; only for `up`. */
  readonly start?: Schema | undefined;
  /** All migrations, whatever a database says. */
  readonly all: boolean;
  /** Called when anything is going to be applied. */
  readonly onApply: () => void;
}

/** The plans of what `up` or `down` would run. Pure. */
export function openPlans(request: OpenPlansRequest): readonly MigrationPlan[] {
  const { dialect, tables, memory, options, all, start } = request;
  const { graph, history } = memory;
  const down = options.direction === "down";
  const entries = options.left === true || down ? memory.entries : new Map();
  const about = { dialect, tables, graph, history, entries };
  if (!down) {
    const open = graph.forwardPlan(history.keys(), { to: options.to, steps: options.steps });
    if (open.length > 0) request.onApply();
    return plansUp({ ...about, migrations: open, start });
  }
  const { to, steps = all ? graph.order.length : 1 } = options;
  if (graph.order.length === 0) return [];
  const open = [...entries.keys()].toReversed().flatMap((name) => graph.get(name) ?? []);
  const left = stepsLeft(to === undefined ? { steps } : { to }, open.length);
  const whole = left === undefined ? [] : graph.backwardPlan(history.keys(), left);
  return plansDown({ ...about, migrations: [...new Set([...open, ...whole])] });
}
