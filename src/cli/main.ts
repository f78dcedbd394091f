import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Symbols } from "../interp/symbols.js";
import { start } from "./start.js";

/** What a wrapper binary may say about itself. */
export interface BinaryOptions {
  /** Shown in help and errors; default: the file name of the running script, `mymigrate`. */
  readonly name?: string;
  /** A symbol map of the wrapper's own; default: the shared one of `makemigrations/symbols`. */
  readonly symbols?: Symbols;
}

/**
 * Runs the command line, as `mm` does. Sets `process.exitCode` and never throws.
 *
 * @param argv what follows the script's name: `process.argv.slice(2)`.
 * @example
 * import { run } from "makemigrations/cli";
 * import "./plugins/uuid.js";
 * await run(process.argv.slice(2));
 */
export async function run(argv: readonly string[], options: BinaryOptions = {}): Promise<void> {
  await start(argv, { ...options, nativeFolder: undefined });
}

/**
 * The stand-alone runner of a migrations folder, without a sandbox: `migrations/main.ts` calls it.
 * It has the commands of `mm migrate`: `up`, `down`, `status`, `showsql`, `fake`, `unfake`, `dag`.
 *
 * @param where `import.meta`, or `import.meta.url`, of a file in the migrations folder.
 * @param argv default: `process.argv.slice(2)`.
 */
export async function runNative(
  where: string | object,
  argv: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const url = typeof where === "string" ? where : "url" in where ? String(where.url) : "";
  const file = fileURLToPath(url);
  await start(isGlobal(argv) ? argv : ["migrate", ...argv], {
    name: `node ${relative(process.cwd(), file)}`,
    nativeFolder: fileURLToPath(new URL(".", url)),
  });
}

/** `--version` and `version` are not commands of `migrate`. */
function isGlobal(argv: readonly string[]): boolean {
  return argv[0] === "version" || argv[0] === "--version" || argv[0] === "migrate";
}
