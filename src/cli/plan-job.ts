import type { Policy } from "../check/policy.js";
import type { ThreadSettings } from "../check/tenant-thread.js";
import type { ConsoleLine } from "../interp/load-result.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import type { LoadWarning } from "../loader/loader-error.js";
import { DescribedError } from "./render/described-error.js";
import type { Described } from "./render/error-document.js";

const PROGRAM = new URL("./plan-thread-main.js", import.meta.url);

/** What a plan is made of, and how. */
export interface PlanTask {
  /** For hints: `mm`. */
  readonly program: string;
  readonly directory: string;
  /** The dialect's name. */
  readonly database: string;
  readonly historyTable: string;
  /** Names of what is applied where the plan will run. */
  readonly start: readonly string[];
  /** undefined: everything is allowed that the sandbox allows. */
  readonly policy: Policy | undefined;
}

/** A plan as text. */
export interface MadePlan {
  readonly text: string;
  readonly hash: string;
  /** Names of the migrations in it. */
  readonly names: readonly string[];
}

/** What the thread answers; what the files logged stays apart, it was said in any case. */
export interface PlanAnswer {
  readonly log: readonly ConsoleLine[];
  readonly warnings: readonly LoadWarning[];
  readonly outcome: ({ readonly kind: "plan" } & MadePlan) | Described;
}

/** What {@link makePlan} needs to know beside the task. */
export interface PlanJob extends PlanTask {
  readonly limits: ThreadSettings["limits"];
  /** What the policy left of the symbol map. */
  readonly symbols: SymbolMap;
  /** Is told what the files logged, before anything is thrown. */
  readonly onSaid: (said: Pick<PlanAnswer, "log" | "warnings">) => void;
}

/**
 * Makes a plan in a thread that is ended from outside when it does not come back: how much there is
 * to plan is the author's choice, and the author is not trusted.
 *
 * @throws DescribedError for whatever is wrong with the migrations; CheckError CHECK_TIME,
 *   CHECK_FOLDER_TIME, CHECK_MEMORY
 */
export async function makePlan({ limits, symbols, onSaid, ...task }: PlanJob): Promise<MadePlan> {
  const { runInThread } = await import("../check/tenant-thread.js");
  const { describeSymbols } = await import("../interp/remote.js");
  const settings = { limits, ...describeSymbols(symbols, limits) };
  const made = await runInThread<PlanTask, PlanAnswer>(
    { program: PROGRAM, settings, symbols },
    task,
  );
  const { outcome, ...said } = made;
  onSaid(said);
  if (outcome.kind === "error") throw new DescribedError(outcome);
  return outcome;
}
