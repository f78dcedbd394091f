import type { Statement } from "../dialect/statement.js";
import type { Direction, PlannedOperation } from "../plan/plan.js";
import { RunnerError } from "../plan/runner-error.js";
import { type Standing, standingOf } from "./live-change.js";
import type { MigrationJob } from "./migration-job.js";
import type { RunSession } from "./run-session.js";

export interface HalfAppliedRequest {
  readonly session: Pick<RunSession, "dialect" | "connection" | "tables" | "settle">;
  readonly job: Pick<MigrationJob, "migration" | "direction">;
  /** What the operator runs, when that is not the direction in which the statement ran. */
  readonly command?: Direction | undefined;
  readonly planned: PlannedOperation;
  /** Its journal entry says that it was about to run, and nothing else. */
  readonly statement: Statement;
  /** 0-based within the operation. */
  readonly at: number;
}

/**
 * Looks at the database: did the statement happen? First its own probe is asked, then the tables
 * are read back and compared with the schemas around the operation.
 *
 * @throws RunnerError RUNNER_HALF_APPLIED when neither tells.
 */
export async function assertHappened(request: HalfAppliedRequest): Promise<boolean> {
  const { session, statement } = request;
  if (statement.probe !== undefined) {
    const [row] = await session.connection.query(statement.probe);
    return Number(row?.done ?? 0) === 1;
  }
  const seen = fromStanding(request, await standing(request));
  if (seen !== undefined) return seen;
  if (session.settle !== undefined) return session.settle === "done";
  throw halfApplied(request);
}

async function standing({ session, job, planned }: HalfAppliedRequest): Promise<Standing> {
  const up = job.direction === "up";
  return await standingOf({
    dialect: session.dialect,
    connection: session.connection,
    before: up ? planned.before : planned.after,
    after: up ? planned.after : planned.before,
    ignore: session.tables.names,
  });
}

/** Only the ends of an operation are known schemas: in the middle nothing can be concluded. */
function fromStanding({ planned, at }: HalfAppliedRequest, seen: Standing): boolean | undefined {
  if (seen === "after" && at === planned.steps.length - 1) return true;
  return seen === "before" && at === 0 ? false : undefined;
}

function halfApplied(request: HalfAppliedRequest): RunnerError {
  const { job, planned, statement, at } = request;
  const command = `mm migrate ${request.command ?? job.direction}`;
  const { name } = job.migration;
  const place = `statement ${at + 1} of ${planned.steps.length} of operation ${planned.index + 1} "${planned.operation.describe()}"`;
  return new RunnerError({
    code: "RUNNER_HALF_APPLIED",
    message: `migration "${name}" was cut off during ${place}, and the database does not show whether it happened: ${statement.sql}`,
    hint: `Look at the database. If the statement took effect, run \`${command} --settle done\`; if it did not, run \`${command} --settle undone\`. Either goes on from there.`,
    migration: name,
  });
}
