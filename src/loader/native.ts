import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MigrationError } from "../errors.js";
import { sinkKey } from "../migration/register.js";
import { readFolder } from "./folder.js";
import { LoaderError } from "./loader-error.js";
import { registerNativeHooks } from "./native-register.js";
import { type Validated, Validation } from "./validation.js";

/** What {@link loadNatively} needs to know. */
export interface LoadNativelyOptions {
  /** The migrations folder. */
  readonly directory: string;
  /** The first warning is an error. */
  readonly strict?: boolean | undefined;
}

/** Loads of one process wait for each other: files register with the load of the moment. */
let previous: Promise<unknown> = Promise.resolve();
let loads = 0;

/**
 * Loads a migrations folder without a sandbox: the same files in the same order, each imported by
 * this process with all of its powers. Hooks for Node's modules see to it that TypeScript, text and
 * JSON are read as in the sandbox. Only for code one trusts.
 *
 * @throws LoaderError for the folder, for what is registered, and LOADER_IMPORT_FAILED around what
 * Node or a file throws; errors of ours that a file throws go on as they are.
 */
export async function loadNatively(options: LoadNativelyOptions): Promise<Validated> {
  const load = previous.then(() => importAll(options));
  previous = load.catch(() => undefined);
  return load;
}

async function importAll({ directory, strict }: LoadNativelyOptions): Promise<Validated> {
  const folder = readFolder(directory);
  // Plain JavaScript needs no hooks, and a process without them stays as it is.
  if ([...folder.files.keys()].some((path) => !/\.m?js$/.test(path))) {
    registerNativeHooks(folder.directory);
  }
  const validation = new Validation(folder);
  loads += 1;
  const before: unknown = Reflect.get(globalThis, sinkKey);
  try {
    for (const entry of folder.migrations) {
      const sink = (data: unknown): void => validation.add({ entry, file: entry, data });
      Reflect.set(globalThis, sinkKey, sink);
      await importOne(join(folder.directory, entry), entry);
    }
  } finally {
    Reflect.set(globalThis, sinkKey, before);
  }
  return validation.result(strict);
}

async function importOne(path: string, entry: string): Promise<void> {
  try {
    // The query makes a second load in one process run the files again.
    await import(`${pathToFileURL(path).href}?load=${loads}`);
  } catch (error) {
    if (error instanceof MigrationError) throw error;
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new LoaderError({
      code: "LOADER_IMPORT_FAILED",
      message: `"${entry}" cannot be run by Node.js: ${why}`,
      hint: "Correct the file, install what it imports, or run it in the sandbox.",
      file: entry,
      cause: error,
    });
  }
}
