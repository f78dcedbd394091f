import type { LaneLines, ThreadSettings } from "../check/lane-wire.js";
import type { Config } from "../config/config.js";
import { defaultLimits, type Limits, withLimits } from "../interp/limits.js";
import type { CommandContext } from "./command-context.js";
import { DescribedError } from "./described-error.js";

const PROGRAM = new URL("./rehearsal-main.js", import.meta.url);

/** What is read and planned in the thread. */
export interface Rehearsed {
  readonly text: string;
  readonly hash: string | undefined;
}

/** What the thread knows from birth. */
export type RehearsalData = ThreadSettings & Rehearsed & LaneLines;

/**
 * Reads and plans a plan file in a thread that is ended from outside, before it is done where the
 * credentials are: what takes too long there is refused here, and the rest comes back in time.
 * Whatever else is wrong with the file is for the reader to say.
 *
 * @throws CheckError CHECK_TIME, CHECK_FOLDER_TIME, CHECK_MEMORY
 */
export async function rehearsePlanFile(plan: Rehearsed, limits: Limits): Promise<void> {
  const { WatchedThread } = await import("../check/watched-thread.js");
  const settings = { ...plan, limits, symbols: [], modules: [] };
  const thread = new WatchedThread<ThreadSettings & Rehearsed, "plan", "done">({
    program: PROGRAM,
    settings,
    symbols: {},
  });
  try {
    const outcome = await thread.run("plan");
    if (outcome.kind === "lost") await refuse(outcome.finding);
  } finally {
    await thread.close();
  }
}

/**
 * The same for migrations that are evaluated as a stranger's: they are planned in the thread first.
 *
 * @throws as {@link rehearsePlanFile}
 */
export async function rehearseFolder(
  context: CommandContext,
  { migration, sandbox }: Config,
  database: string,
): Promise<void> {
  const { makePlan } = await import("./plan-job.js");
  try {
    await makePlan({
      program: context.program,
      directory: migration.directory,
      historyTable: migration.historyTable,
      database,
      start: [],
      policy: undefined,
      limits: withLimits(defaultLimits("locked"), sandbox),
      symbols: (await context.symbols()).snapshot(),
      onSaid: () => undefined,
    });
  } catch (error) {
    // The command comes to it by itself, if it matters there at all.
    if (!(error instanceof DescribedError)) throw error;
  }
}

async function refuse(finding: {
  readonly rule: string;
  readonly message: string;
  readonly hint?: string | undefined;
}): Promise<never> {
  const { CheckError } = await import("../check/check-error.js");
  const { rule, message, hint } = finding;
  throw new CheckError({ code: rule, message, hint });
}
