import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type Program, start } from "./start.js";

/**
 * The command `mm` itself: what `run` does, from the bundle where there is one. A wrapper binary
 * calls `run`, because its plugins and the command line must share one copy of every module; for
 * the same reason `mm` does not use the bundle when plugins may be asked for.
 */
export async function runBinary(argv: readonly string[]): Promise<void> {
  await start(argv, { nativeFolder: undefined, program: bundled(argv) });
}

function bundled(argv: readonly string[]): (() => Promise<Program>) | undefined {
  const flags = argv.some((word) => /^--(?:plugin|env-?file)/i.test(word));
  if (flags || process.env.MM_PLUGINS || !isFresh()) return undefined;
  return async () => {
    const { load } = createRequire(import.meta.url)("../../bundle/load.cjs");
    return load("program").exports;
  };
}

/** A checkout whose files were compiled after they had been bundled must not run the old ones. */
function isFresh(): boolean {
  const bundle = changed("../../bundle/program.cjs");
  if (bundle === undefined) return false;
  // What is installed was built as a whole, and package managers make up times.
  if (changed("../../test") === undefined) return true;
  return bundle >= (changed("./program.js") ?? Number.POSITIVE_INFINITY);
}

function changed(path: string): number | undefined {
  const file = fileURLToPath(new URL(path, import.meta.url));
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
