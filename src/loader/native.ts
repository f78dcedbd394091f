import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sinkKey } from "../migration/register.js";
import { type Adopted, adopt, type Registration, refuseWarnings } from "./adopt.js";
import { readFolder } from "./folder.js";

/** What {@link loadNatively} needs to know. */
export interface LoadNativelyOptions {
  /** The migrations folder. */
  readonly directory: string;
  /** The first warning is an error. */
  readonly strict?: boolean | undefined;
}

/** Loads of one process wait for each other: files register with whoever loads at the moment. */
let previous: Promise<unknown> = Promise.resolve();
let loads = 0;

/**
 * Loads a migrations folder without a sandbox: the same files in the same order, each imported by
 * this process with all of its powers. TypeScript needs Node's type stripping or a loader such as
 * `tsx`. Only for code one trusts.
 *
 * @throws LoaderError for the folder and for what is registered; whatever a file throws goes on as
 * it is.
 */
export async function loadNatively(options: LoadNativelyOptions): Promise<Adopted> {
  const load = previous.then(() => importAll(options));
  previous = load.catch(() => undefined);
  return load;
}

async function importAll({ directory, strict }: LoadNativelyOptions): Promise<Adopted> {
  const folder = readFolder(directory);
  const registrations: Registration[] = [];
  loads += 1;
  const before: unknown = Reflect.get(globalThis, sinkKey);
  try {
    for (const entry of folder.migrations) {
      const sink = (data: unknown): void => void registrations.push({ entry, file: entry, data });
      Reflect.set(globalThis, sinkKey, sink);
      // The query makes a second load in one process run the files again.
      await import(`${pathToFileURL(join(folder.directory, entry)).href}?load=${loads}`);
    }
  } finally {
    Reflect.set(globalThis, sinkKey, before);
  }
  const adopted = adopt(folder, registrations);
  if (strict) refuseWarnings(adopted);
  return adopted;
}
