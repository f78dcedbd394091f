import type { Config } from "../config/config.js";
import { defaultLimits, type Limits, withLimits } from "../interp/limits.js";
import type { CommandContext } from "./command.js";
import { DescribedError } from "./render/described-error.js";
import type { Described } from "./render/error-document.js";

const PROGRAM = new URL("./rehearsal-main.js", import.meta.url);

/** A plan file that is read and planned, or a folder whose files are read and hashed. */
export type Rehearsed =
  | { readonly kind: "plan"; readonly text: string; readonly hash: string | undefined }
  | { readonly kind: "files"; readonly directory: string; readonly program: string };

/** What the thread answers. */
export type RehearsalAnswer =
  | { readonly kind: "done" }
  | { readonly kind: "checksums"; readonly checksums: ReadonlyMap<string, string> }
  | Described;

/**
 * Reads and plans a plan file in a thread that is ended from outside, before it is done where the
 * credentials are: what takes too long there is refused here, and the rest comes back in time.
 * Whatever else is wrong with the file is for the reader to say.
 *
 * @throws CheckError CHECK_TIME, CHECK_FOLDER_TIME, CHECK_MEMORY
 */
export async function rehearsePlanFile(
  plan: { readonly text: string; readonly hash: string | undefined },
  limits: Limits,
): Promise<void> {
  await inThread({ kind: "plan", ...plan }, limits);
}

/**
 * The checksums of the migrations in a checkout, read in such a thread.
 *
 * @throws as {@link rehearsePlanFile}; DescribedError for what is wrong with the folder
 */
export async function checksumsOf(
  folder: { readonly directory: string; readonly program: string },
  limits: Limits,
): Promise<ReadonlyMap<string, string>> {
  const answer = await inThread({ kind: "files", ...folder }, limits);
  if (answer.kind === "error") throw new DescribedError(answer);
  return answer.kind === "checksums" ? answer.checksums : new Map();
}

async function inThread(task: Rehearsed, limits: Limits): Promise<RehearsalAnswer> {
  const { runInThread } = await import("../check/tenant-thread.js");
  const settings = { limits, symbols: [], modules: [] };
  return await runInThread({ program: PROGRAM, settings, symbols: {} }, task);
}

/**
 * The same for migrations that are evaluated as untrusted: they are planned in the thread first.
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
