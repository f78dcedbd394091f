import type { DefaultNamespace } from "../dialect/dialect.js";
import type { Statement, Step } from "../dialect/statement.js";
import type { Graph } from "../migration/graph.js";
import type { Migration } from "../migration/migration.js";
import type { MigrationPlan, PlannedOperation } from "../plan/plan.js";
import { planMigration } from "../plan/plan-migration.js";
import { RunnerError } from "../plan/runner-error.js";
import { changesSchema } from "../plan/statement-kind.js";
import { type Schema, tableKey } from "../schema/schema.js";
import { appliedSchema } from "./applied-state.js";
import { assertHappened } from "./half-applied.js";
import type { History } from "./history.js";
import { ignoredIn, type JournalEntries, type JournalEntry, turnedBack } from "./journal.js";
import { assertUnchanged, hashOf } from "./journaled-operations.js";
import { midwayNames } from "./live-change.js";
import type { RunSession } from "./run-session.js";
import { isForSession } from "./session-replay.js";

export interface WayBackRequest {
  readonly session: Pick<
    RunSession,
    "dialect" | "connection" | "tables" | "settle" | "allowChanged"
  > & { readonly defaultNamespace?: DefaultNamespace | undefined };
  readonly migration: Migration;
  /** The schema before the migration. */
  readonly before: Schema;
  /** Of the run that was applying it. */
  readonly entries: readonly JournalEntry[];
}

export interface WayBack {
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
  const up = planOf(request, "up", tolerated);
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
  const down = planOf(request, "down", ignored);
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
  readonly session: WayBackRequest["session"];
  readonly graph: Graph;
  readonly history: History;
  readonly entries: JournalEntries;
}): Promise<JournalEntries> {
  const { session, graph, history, entries } = about;
  const turned = new Map<string, readonly JournalEntry[]>();
  for (const [name, known] of entries) {
    const migration = graph.get(name);
    if (migration === undefined || known[0]?.direction !== "up") {
      turned.set(name, known);
      continue;
    }
    const before = appliedSchema({ graph, history, dialect: session.dialect });
    turned.set(name, (await wayBack({ session, migration, before, entries: known })).entries);
  }
  return turned;
}

const NEVER = "it never happened";

function planOf(
  { session, migration, before }: WayBackRequest,
  direction: "up" | "down",
  entries: readonly JournalEntry[],
): MigrationPlan {
  const { dialect, tables, defaultNamespace } = session;
  const rowsTable = tableKey(tables.rows);
  const ignored = ignoredIn(entries);
  return planMigration({
    migration,
    direction,
    before,
    dialect,
    rowsTable,
    defaultNamespace,
    ignored,
  });
}

async function doneOf(
  up: MigrationPlan,
  request: WayBackRequest,
  failed: Statement[],
): Promise<readonly Done[]> {
  const all: Done[] = [];
  for (const planned of up.operations) {
    const lasting = planned.steps.filter(
      (step) => !isForSession(planned, step, request.session.dialect.sqlRules),
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
  { session, migration, entries }: WayBackRequest,
  failed: Statement[],
): Promise<boolean> {
  const at = planned.steps.indexOf(step);
  const entry = entries.find(
    ({ operation, statement }) => operation === planned.index && statement === at,
  );
  if (entry === undefined) return false;
  if (entry.outcome === "done" || step.kind === "script") {
    assertUnchanged({ entry, planned, step, allowChanged: session.allowChanged });
    return true;
  }
  const told = { session, planned, statement: step, at, command: "down" as const };
  if (await assertHappened({ ...told, job: { migration, direction: "up" } })) return true;
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
  { session, migration }: WayBackRequest,
): Promise<readonly JournalEntry[]> {
  const planned = down.operations.find(({ index }) => index === cut.planned.index);
  const steps = planned?.steps ?? [];
  if (steps.length === 0) return [];
  if (cut.planned.operation.handwritten) throw cutOperation(cut, migration);
  const { dialect, connection } = session;
  const moves = (step: Step): boolean =>
    step.kind === "script" ||
    (step.probe === undefined && !changesSchema(step.sql, dialect.sqlRules));
  const midway = await midwayNames(
    { ...cut.planned, dialect, connection, ignore: session.tables.names },
    cut.planned.steps.flatMap((step) => (step.kind === "sql" ? [step.sql] : [])),
  );
  if (midway.length > 0) throw cutOperation(cut, migration, midway);
  const moved = cut.steps.some(moves);
  const entries: JournalEntry[] = [];
  let there = false;
  for (const [statement, step] of steps.entries()) {
    const entry = { ...blank(migration, cut.planned.index), ...told(step), statement };
    if (step.kind === "sql" && step.probe !== undefined) {
      const [row] = await connection.query(step.probe);
      there = Number(row?.done ?? 0) === 1;
      entries.push({ ...entry, outcome: "started" });
    } else if (there && !moved && moves(step)) entries.push(entry);
  }
  return entries;
}

function told(step: Step): Pick<JournalEntry, "hash" | "sql"> {
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
    hint: `Remove the cause and finish it with \`mm migrate up\`, then undo all of it; or put the database back by hand and run \`mm migrate unfake ${name}\`. Nothing has been undone.`,
    migration: name,
  });
}
