import type { Migration } from "../../migration/migration.js";
import {
  contentOf,
  hasCode,
  keptContent,
  type PlanContent,
  type RecordedPlan,
  recordedPlan,
} from "../../plan/recorded-plan.js";
import type { Memory } from "../records/memory.js";
import type { History, HistoryRow } from "../records/recorder.js";
import { type AppliedPlansRequest, plansAsApplied } from "./pending-plans.js";
import type { RunContext } from "./run-context.js";

/**
 * An applied migration whose file is not the one that was applied.
 * - `text`: it says and runs what it did; only its text is another.
 * - `content`: it does not, see `before` and `after`.
 * - `code`: it holds code of TypeScript, of which a plan shows too little.
 * - `unrecorded`: nothing in the history says what it ran.
 */
export interface RecordedChange {
  readonly migration: string;
  readonly kind: "text" | "content" | "code" | "unrecorded";
  /** Checksums of the source: of then, and of now. */
  readonly recorded: string;
  readonly checksum: string;
  /** What it was; undefined where that was not kept. */
  readonly before: PlanContent | undefined;
  /** What it is now. */
  readonly after: PlanContent;
  /** Of what it is now: what the history is to hold from now on. */
  readonly plan: RecordedPlan;
}

/**
 * The applied migrations whose files were changed, in the order of the graph. Pure.
 *
 * @param names undefined: all of them.
 */
export function recordedChanges(
  seen: Memory,
  about: Omit<AppliedPlansRequest, "graph" | "history" | "isWanted"> & {
    /** What the migrations ran, by their names. */
    readonly plans: ReadonlyMap<string, RecordedPlan>;
  },
  names: readonly string[] | undefined,
): readonly RecordedChange[] {
  const { graph, history } = seen;
  const meant = names && new Set(names.map((name) => graph.resolveName(name)));
  const isWanted = (migration: Migration): boolean =>
    (meant?.has(migration.name) ?? true) && isChanged(migration, history.get(migration.name));
  return plansAsApplied({ ...about, graph, history, isWanted }).flatMap((plan) => {
    const { name, source } = plan.migration;
    const row = history.get(name);
    if (row?.checksum === undefined || source === undefined) return [];
    const now = recordedPlan(plan);
    const then = about.plans.get(name);
    return {
      migration: name,
      kind: kindOf(then, now, hasCode(plan)),
      recorded: row.checksum,
      checksum: source.checksum,
      before: then && keptContent(then),
      after: contentOf(plan),
      plan: now,
    };
  });
}

/** Takes the files as they are for what was applied, but for what others have changed meanwhile. */
export async function amendHistory(
  { session, tables }: Pick<RunContext, "session" | "tables">,
  history: History,
  changes: readonly RecordedChange[],
): Promise<void> {
  const { dialect, connection } = session;
  const work = async (): Promise<void> => {
    for (const { migration, recorded, checksum, plan } of changes) {
      const row = history.get(migration);
      if (row?.checksum !== recorded) continue;
      await tables.recorder.amend(connection, { ...row, checksum, plan });
    }
  };
  await dialect.session.atomic(connection, { statements: [], work });
}

function isChanged({ source }: Migration, row: HistoryRow | undefined): boolean {
  return row?.checksum !== undefined && source !== undefined && row.checksum !== source.checksum;
}

function kindOf(
  before: RecordedPlan | undefined,
  now: RecordedPlan,
  code: boolean,
): RecordedChange["kind"] {
  if (before === undefined) return "unrecorded";
  if (before.checksum !== now.checksum) return "content";
  return code ? "code" : "text";
}
