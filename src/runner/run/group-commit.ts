import { groupBy } from "../../dialect/group-by.js";
import type { Schema } from "../../schema/schema.js";
import type { RunnerEvent } from "../runner-event.js";
import { runAtOnce } from "./atomic-line.js";
import type { MigrationJob } from "./migration-progress.js";
import type { MigrationRunResult } from "./migration-run.js";
import type { RunContext } from "./run-context.js";

/**
 * Short statements, or migrations without any, that wait for one COMMIT: some tens of milliseconds for which others cannot write, and
 * which a kill takes back.
 */
const MOST_STATEMENTS = 200;

/**
 * The jobs in their order, those together that share a COMMIT: where the database is a file, it costs more than a
 * short migration itself. Nothing else of them is shared, see {@link runTogether}.
 */
export function sharingCommits(
  { line, session }: RunContext,
  jobs: readonly MigrationJob[],
): readonly (readonly MigrationJob[])[] {
  const start = jobs[0]?.before;
  const isPlanned = start !== undefined && line?.isFrom(start) === true;
  if (!isPlanned || !session.dialect.features.embedded) return jobs.map((job) => [job]);
  const groups: MigrationJob[][] = [];
  /** What may share the COMMIT of the last one. */
  let open: { readonly group: MigrationJob[]; room: number } | undefined;
  for (const job of jobs) {
    const size = line.shortStatements(job.migration);
    if (size === undefined || open === undefined || size > open.room) {
      const group = [job];
      groups.push(group);
      open = size === undefined ? undefined : { group, room: MOST_STATEMENTS - size };
    } else {
      open.group.push(job);
      open.room -= size;
    }
  }
  return groups;
}

/**
 * Runs them in one transaction. It is told when it is committed: what was said to be applied before would
 * not be there behind a kill. It waits for no other program: each alone does, says so, and is as patient as it is.
 *
 * @param before the schema before the first, where that is not the one of its job.
 * @returns undefined when it failed, or was not worth it, and nothing of it is left. Each alone then tells what is
 *   wrong, and those in front of that one are applied, as if the transaction had never been tried.
 * @throws what a listener throws.
 */
export async function runTogether(
  context: RunContext,
  jobs: readonly MigrationJob[],
  before: Schema | undefined,
): Promise<readonly MigrationRunResult[] | undefined> {
  if (jobs.length < 2) return undefined;
  const events: RunnerEvent[] = [];
  const quiet = { ...context, emit: (event: RunnerEvent) => events.push(event) };
  const results = await runAtOnce(quiet, jobs, { atOnce: true, before }).catch(() => undefined);
  if (results === undefined) return undefined;
  // What a listener throws ends the run, and is no failure of what is committed.
  const told = groupBy(events, (event) => ("migration" in event ? event.migration : undefined));
  for (const event of [...told.values()].flat()) context.emit(event);
  return results;
}
