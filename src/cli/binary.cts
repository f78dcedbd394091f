const { statSync }: typeof import("node:fs") = require("node:fs");
const { join }: typeof import("node:path") = require("node:path");

/** What `start.ts` exports, from the files or from the bundle. */
type Start = typeof import("./start.js", { with: { "resolution-mode": "import" }});

/**
 * The command `mm` itself: what `run` does, from the bundle where there is one. A wrapper binary
 * calls `run`, because its plugins and the command line must share one copy of every module; for
 * the same reason `mm` does not use the bundle when plugins may be asked for.
 *
 * This file is CommonJS: what the bundle runs never needs the loader of ES modules, which takes
 * longer to start than the bundle.
 */
async function runBinary(argv: readonly string[]): Promise<void> {
  // The fast path: nothing beyond this file is loaded.
  if (argv.length === 1 && argv[0] === "--version") {
    process.stdout.write(`${require("../../../package.json").version}\n`);
    return;
  }
  const bundled = isBundled(argv);
  const { start } = bundled ? bundle() : await import("./start.js");
  await start(argv, { nativeFolder: undefined, ownSymbols: bundled });
  if (bundled) whenWritten(process.stdout, () => whenWritten(process.stderr, exitWhenIdle));
}

/** Standard streams: they are listed where they are pipes or terminals, and keep nothing up. */
const STANDARD = new Set(["PipeWrap", "TTYWrap"]);

/**
 * Ends the process where nothing is under way any more. Left to itself, Node first finishes what its collector and
 * its compiler have begun, which nothing needs: a hundredth of a second of a short run. With plugins it is left to
 * itself: they may have threads, which are not listed, or wait for the end.
 */
function exitWhenIdle(): void {
  // A session that is being closed, a thread, a timer: it ends by itself, and the process behind it.
  const isBusy = process.getActiveResourcesInfo().some((kind) => !STANDARD.has(kind));
  if (!isBusy) process.exit();
}

/** Behind everything that was written there; never, where some of it could not be: that is about to be told. */
function whenWritten(stream: NodeJS.WriteStream, next: () => void): void {
  stream.write("", (error) => (error ? undefined : next()));
}

function bundle(): Start {
  return require("../../bundle/load.cjs").load("program").exports;
}

function isBundled(argv: readonly string[]): boolean {
  const flags = argv.some((word) => /^--(?:plugin|env-?file)/i.test(word));
  return !flags && !process.env.MM_PLUGINS && isFresh();
}

/** A checkout whose files were compiled after they had been bundled must not run the old ones. */
function isFresh(): boolean {
  const bundled = changed("../../bundle/program.cjs");
  if (bundled === undefined) return false;
  // What is installed was built as a whole, and package managers make up times.
  if (changed("../../test") === undefined) return true;
  return bundled >= (changed("program.js") ?? Number.POSITIVE_INFINITY);
}

function changed(file: string): number | undefined {
  return statSync(join(__dirname, file), { throwIfNoEntry: false })?.mtimeMs;
}

module.exports = { runBinary };
