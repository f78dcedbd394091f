import { setImmediate as turn } from "node:timers/promises";
import { InterpError } from "../interp/interp-error.js";
import type { Interpreter } from "../interp/interpreter.js";
import type { ConsoleLine, EntryCalls, Post } from "../interp/load-result.js";
import type { RemoteSymbols } from "../interp/remote.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import { type Cache, noCache } from "./cache.js";
import { type MigrationFolder, runnableFiles } from "./folder.js";
import { LoaderError } from "./loader-error.js";

/** How {@link evaluateFolder} evaluates. */
export interface Evaluation {
  /** What {@link offeredSymbols} left. */
  readonly symbols: SymbolMap | RemoteSymbols;
  /** Those of the folder's migrations that are evaluated; default: all. */
  readonly evaluate?: readonly string[] | undefined;
  /** One that has loaded nothing. */
  readonly interpreter: Interpreter;
  readonly cache?: Cache | undefined;
  /** What messages call the folder; default: "migrations folder". */
  readonly called?: string | undefined;
  /** Takes each post while the rest is still being evaluated, those of one file in their order. */
  readonly onPost: (post: Post) => void;
}

/**
 * Evaluates what the cache does not know. The posts of both come as they come.
 *
 * @returns what the files logged.
 * @throws LoaderError, InterpError
 */
export async function evaluateFolder(
  folder: MigrationFolder,
  evaluation: Evaluation,
): Promise<readonly ConsoleLine[]> {
  const { migrations, neighbours } = folder;
  const { symbols, interpreter, evaluate = migrations, cache = noCache } = evaluation;
  const { called, onPost } = evaluation;
  interpreter.use(symbols);
  const found = await cache.lookUp(evaluate, (calls: readonly EntryCalls[]) => {
    // The thread starts while the rest is read.
    if (calls.length < evaluate.length) interpreter.start();
    return interpreter.replay(calls);
  });
  const known = new Set(found.map(({ entry }) => entry));
  const fresh = evaluate.filter((entry) => !known.has(entry));
  const files = [...runnableFiles(folder)].map(([path, text]) => ({ path, text }));
  // That they are there is all that can be told of them.
  for (const path of neighbours) files.push({ path, text: "" });
  const entries = [...migrations, ...neighbours];
  try {
    const [result] = await Promise.all([
      fresh.length === 0
        ? undefined
        : interpreter.load(files, { entries, evaluate: fresh, folder: called, onPost }),
      inTurns(found, onPost),
    ]);
    cache.keep(result?.records ?? []);
    return result?.console ?? [];
  } catch (error) {
    throw problemBehind(error, folder) ?? error;
  }
}

/** A long list must not keep the interpreter's thread from hearing what it has to do. */
async function inTurns<T>(list: readonly T[], work: (item: T) => void): Promise<void> {
  for (const [index, item] of list.entries()) {
    if (index % 64 === 0) await turn();
    work(item);
  }
}

/** A file that is there but cannot be used looks like a missing one to the interpreter. */
function problemBehind(error: unknown, folder: MigrationFolder): LoaderError | undefined {
  if (!(error instanceof InterpError) || error.code !== "INTERP_MISSING_FILE") return undefined;
  const { file, line, column, frame } = error;
  const importing = folder.files.get(file ?? "")?.split("\n")[(line ?? 0) - 1] ?? "";
  for (const [path, problem] of folder.problems) {
    if (!importing.includes(path.slice(path.lastIndexOf("/") + 1))) continue;
    const { code, message, hint } = problem;
    return new LoaderError({ code, message, hint, file, line, column, frame, cause: problem });
  }
  return undefined;
}
