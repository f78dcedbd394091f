import type { Statement, Step } from "../../dialect/statement.js";
import { type Command, command, hint } from "../../errors.js";
import type { Graph } from "../../migration/graph.js";
import type { Migration } from "../../migration/migration.js";
import type { Direction, MigrationPlan, PlannedOperation } from "../../plan/plan.js";
import { RunnerError } from "../../plan/runner-error.js";
import { changesSchema } from "../../plan/statement-kind.js";
import type { Schema } from "../../schema/schema.js";
import {
  hashOf,
  ignoredIn,
  type JournalEntries,
  type JournalEntry,
  turnedBack,
} from "../records/journal.js";
import type { History } from "../records/recorder.js";
import { isForSession } from "../session/session-replay.js";
import { type LiveState, liveStateOf, midwayNames } from "./live-schema.js";
import { appliedSchema } from "./pending-plans.js";
import { planFor, type RunContext } from "./run-context.js";

/**
 * Crash recovery. What a run that was cut off had done is in the journal; of the one statement that
 * was under way the database itself is asked; and what is half done can go either way from there.
 */
interface RecoveryContext extends Pick<RunContext, "tables" | "options"> {
  readonly session: Pick<RunContext["session"], "dialect" | "connection">;
}

interface HalfAppliedRequest {
  readonly context: RecoveryContext;
  readonly job: { readonly migration: Migration; readonly direction: Direction };
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
export async function hasHappened(request: HalfAppliedRequest): Promise<boolean> {
  const { context, statement } = request;
  if (statement.probe !== undefined) {
    const [row] = await context.session.connection.query(statement.probe);
    return Number(row?.done ?? 0) === 1;
  }
  const seen = fromLive(request, await liveState(request));
  if (seen !== undefined) return seen;
  const { settle } = context.options;
  if (settle !== undefined) return settle === "done";
  throw halfApplied(request);
}

async function liveState({ context, job, planned }: HalfAppliedRequest): Promise<LiveState> {
  const up = job.direction === "up";
  return await liveStateOf({
    dialect: context.session.dialect,
    connection: context.session.connection,
    before: up ? planned.before : planned.after,
    after: up ? planned.after : planned.before,
    ignore: context.tables.names,
  });
}

/** Only the ends of an operation are known schemas: in the middle nothing can be concluded. */
function fromLive({ planned, at }: HalfAppliedRequest, seen: LiveState): boolean | undefined {
  if (seen === "after" && at === planned.steps.length - 1) return true;
  return seen === "before" && at === 0 ? false : undefined;
}

function halfApplied(request: HalfAppliedRequest): RunnerError {
  const { job, planned, statement, at } = request;
  const settle = (as: string): Command =>
    command(`migrate ${request.command ?? job.direction}`, "--settle", as);
  const { name } = job.migration;
  const place = `statement ${at + 1} of ${planned.steps.length} of operation ${planned.index + 1} "${planned.operation.describe()}"`;
  return new RunnerError({
    code: "RUNNER_HALF_APPLIED",
    message: `migration "${name}" was cut off during ${place}, and the database does not show whether it happened: ${statement.sql}`,
    hint: hint`Look at the database. If the statement took effect, run ${settle("done")}; if it did not, run ${settle("undone")}. Either goes on from there.`,
    migration: name,
  });
}

/**
 * The probe of another statement than the one that was under way says nothing of that one.
 *
 * @throws RunnerError RUNNER_DRIFT when a statement is not the one that ran, or was about to.
 */
export function assertUnchanged(about: {
  readonly entry: JournalEntry;
  readonly planned: PlannedOperation;
  readonly step: Step;
  readonly options: RunContext["options"];
}): void {
  const { entry, planned, step, options } = about;
  const { migration: name, statement, hash, outcome, sql = "" } = entry;
  const open = outcome === "started";
  // Who says that it did not happen has looked.
  const known = options.allowChanged === true || (open && options.settle === "undone");
  if (known || hash === hashOf(step)) return;
  const place = `statement ${statement + 1} of "${planned.operation.describe()}"`;
  throw new RunnerError({
    code: "RUNNER_DRIFT",
    message: open
      ? `migration "${name}" was cut off during ${place}, which has changed since; it was: ${sql}`
      : `migration "${name}" is half applied, and ${place}, which ran already, has changed since`,
    hint: open
      ? "Put the operation back as it was, so that the database can be asked whether the statement happened; if you have seen that it did not, go on with --settle undone."
      : "Put the operation back as it was; change only what has not run yet, or go on with --allow-changed.",
    migration: name,
  });
}

interface WayBackRequest {
  readonly context: RecoveryContext;
  readonly migration: Migration;
  /** The schema before the migration. */
  readonly before: Schema;
  /** Of the run that was applying it. */
  readonly entries: readonly JournalEntry[];
}

interface WayBack {
  /** The journal of a run that was undoing the migration and has undone nothing yet. */
  readonly entries: readonly JournalEntry[];
  /** Statements that did not happen and may have left something behind. */
  readonly failed: readonly Statement[];
}

/** What happened of one operation on the way up. */
interface Done {
  readonly planned: PlannedOperation;
  readonly steps: readonly Step[];
  /** Did all of it? */
  readonly whole: boolean;
}

/**
 * Reads the journal of a half-applied migration as that of one that is half undone: operations that
 * never happened are passed over, and of the one in the midst of which the run stopped only what is
 * there is undone. Reads the database, writes nothing.
 *
 * @throws RunnerError RUNNER_HALF_APPLIED, RUNNER_DRIFT, RUNNER_IRREVERSIBLE, RUNNER_CUT_OPERATION
 */
export async function wayBack(request: WayBackRequest): Promise<WayBack> {
  const { migration, entries } = request;
  const tolerated = entries.filter(({ outcome }) => outcome === "ignored");
  const up = planFor(request.context, { ...request, direction: "up" }, ignoredIn(tolerated));
  const failed: Statement[] = [];
  const done = await doneOf(up, request, failed);
  const last = Math.max(
    -1,
    ...done.filter(({ steps }) => steps.length > 0).map(({ planned }) => planned.index),
    ...tolerated.map(({ operation }) => operation),
  );
  const never = done.flatMap(({ planned, steps, whole }): readonly JournalEntry[] => {
    const { index } = planned;
    if (tolerated.some(({ operation }) => operation === index)) return [];
    if (index <= last && (whole || steps.length > 0)) return [];
    return [{ ...blank(migration, index), outcome: "ignored", error: NEVER, never: true }];
  });
  const ignored = [
    ...tolerated.map((entry): JournalEntry => ({ ...entry, direction: "down" })),
    ...never,
  ];
  const down = planFor(request.context, { ...request, direction: "down" }, ignoredIn(ignored));
  const cut = done.find(({ steps, whole }) => steps.length > 0 && !whole);
  return {
    failed,
    entries: [
      turnedBack(migration.name),
      ...ignored,
      ...(cut ? await undoing(cut, down, request) : []),
    ],
  };
}

/** The journals of all migrations that are half done, as if a run of `down` had begun with them. */
export async function turnedEntries(about: {
  readonly context: RecoveryContext;
  readonly graph: Graph;
  readonly history: History;
  readonly entries: JournalEntries;
}): Promise<JournalEntries> {
  const { context, graph, history, entries } = about;
  const turned = new Map<string, readonly JournalEntry[]>();
  for (const [name, known] of entries) {
    const migration = graph.get(name);
    if (migration === undefined || known[0]?.direction !== "up") {
      turned.set(name, known);
      continue;
    }
    const before = appliedSchema({ graph, history, dialect: context.session.dialect });
    turned.set(name, (await wayBack({ context, migration, before, entries: known })).entries);
  }
  return turned;
}

const NEVER = "it never happened";

async function doneOf(
  up: MigrationPlan,
  request: WayBackRequest,
  failed: Statement[],
): Promise<readonly Done[]> {
  const all: Done[] = [];
  for (const planned of up.operations) {
    const lasting = planned.steps.filter(
      (step) => !isForSession(planned, step, request.context.session.dialect.sqlRules),
    );
    const steps: Step[] = [];
    for (const step of lasting) {
      if (await happened(planned, step, request, failed)) steps.push(step);
    }
    all.push({ planned, steps, whole: steps.length === lasting.length });
  }
  return all;
}

async function happened(
  planned: PlannedOperation,
  step: Step,
  { context, migration, entries }: WayBackRequest,
  failed: Statement[],
): Promise<boolean> {
  const at = planned.steps.indexOf(step);
  const entry = entries.find(
    ({ operation, statement }) => operation === planned.index && statement === at,
  );
  if (entry === undefined) return false;
  assertUnchanged({ entry, planned, step, options: context.options });
  if (entry.outcome === "done" || step.kind === "script") return true;
  const job = { migration, direction: "up" as const };
  const command = "down";
  if (await hasHappened({ context, job, planned, statement: step, at, command })) return true;
  failed.push(step);
  return false;
}

/**
 * The operation in the midst of which the run stopped: each statement of its way back first asks
 * the database whether what it does is the case already. One that cannot ask moves rows; it is left
 * out where what it fills was never taken away.
 *
 * @throws RunnerError RUNNER_CUT_OPERATION
 */
async function undoing(
  cut: Done,
  down: MigrationPlan,
  { context, migration }: WayBackRequest,
): Promise<readonly JournalEntry[]> {
  const planned = down.operations.find(({ index }) => index === cut.planned.index);
  const steps = planned?.steps ?? [];
  if (steps.length === 0) return [];
  if (cut.planned.operation.handwritten) throw cutOperation(cut, migration);
  const { dialect, connection } = context.session;
  const moves = (step: Step): boolean =>
    step.kind === "script" ||
    (step.probe === undefined && !changesSchema(step.sql, dialect.sqlRules));
  const midway = await midwayNames(
    { ...cut.planned, dialect, connection, ignore: context.tables.names },
    cut.planned.steps.flatMap((step) => (step.kind === "sql" ? [step.sql] : [])),
  );
  if (midway.length > 0) throw cutOperation(cut, migration, midway);
  const moved = cut.steps.some(moves);
  const entries: JournalEntry[] = [];
  let there = false;
  for (const [statement, step] of steps.entries()) {
    const entry = { ...blank(migration, cut.planned.index), ...recorded(step), statement };
    if (step.kind === "sql" && step.probe !== undefined) {
      const [row] = await connection.query(step.probe);
      there = Number(row?.done ?? 0) === 1;
      entries.push({ ...entry, outcome: "started" });
    } else if (there && !moved && moves(step)) entries.push(entry);
  }
  return entries;
}

function recorded(step: Step): Pick<JournalEntry, "hash" | "sql"> {
  return { hash: hashOf(step), sql: step.kind === "sql" ? step.sql : step.comment };
}

function blank({ name }: Migration, operation: number): JournalEntry {
  return { ...turnedBack(name), operation };
}

function cutOperation(
  { planned, steps }: Done,
  { name }: Migration,
  midway: readonly string[] = [],
): RunnerError {
  const kept = midway.length === 0 ? "" : `, while its values are in ${midway.join(", ")}`;
  return new RunnerError({
    code: "RUNNER_CUT_OPERATION",
    message: `migration "${name}" stopped in the midst of operation ${planned.index + 1}, "${planned.operation.describe()}", behind ${steps.length} of its ${planned.steps.length} statements${kept}: there is no way back from there`,
    hint: hint`Remove the cause and finish it with ${command("migrate up")}, then undo all of it; or put the database back by hand and run ${command("migrate unfake", name)}. Nothing has been undone.`,
    migration: name,
  });
}
