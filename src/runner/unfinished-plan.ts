import type { MigrationPlan } from "../plan/plan.js";
import { doneIn, ignoredIn, type JournalEntry } from "./journal.js";

/**
 * What is left of a plan whose migration an earlier run began and did not finish.
 *
 * @param entries those of a run in the direction of the plan.
 */
export function unfinishedPlan(
  plan: MigrationPlan,
  entries: readonly JournalEntry[],
): MigrationPlan {
  if (entries.length === 0) return plan;
  const ignored = new Set(ignoredIn(entries).map(({ operation }) => operation));
  const done = new Set(
    doneIn(entries).map(({ operation, statement }) => `${operation}/${statement}`),
  );
  const operations = plan.operations.map((planned) => ({
    ...planned,
    steps: ignored.has(planned.index)
      ? []
      : planned.steps.filter((_, at) => !done.has(`${planned.index}/${at}`)),
  }));
  return { ...plan, operations, alreadyDone: done.size };
}
