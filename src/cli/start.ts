import nodeModule from "node:module";
import { basename } from "node:path";
import type { Symbols } from "../interp/symbols.js";
import { toolVersion } from "./tool-version.js";

export interface StartOptions {
  readonly name?: string | undefined;
  readonly symbols?: Symbols | undefined;
  readonly nativeFolder: string | undefined;
  /** Nothing can have registered a symbol: the modules are a copy that only the command line has. */
  readonly ownSymbols?: boolean | undefined;
}

/** Loads the program and runs it. Sets `process.exitCode` and never throws. */
export async function start(argv: readonly string[], options: StartOptions): Promise<void> {
  // The program need not be loaded for that.
  if (argv.length === 1 && argv[0] === "--version") {
    process.stdout.write(`${toolVersion()}\n`);
    return;
  }
  enableCompileCache();
  const { runProgram } = await import("./program.js");
  const { PROGRAM } = await import("../errors.js");
  const code = await runProgram(argv, {
    name: options.name ?? (scriptName() || PROGRAM),
    symbols: options.symbols,
    nativeFolder: options.nativeFolder,
    ownSymbols: options.ownSymbols === true,
  });
  // Output that could not be written has set it already.
  process.exitCode = code || process.exitCode || 0;
}

function scriptName(): string {
  return basename(process.argv[1] ?? "").replace(/\.[cm]?[jt]s$/, "");
}

/** Node 22.1 and later keep compiled code between runs; on older ones it is simply not there. */
function enableCompileCache(): void {
  const enable: unknown = Reflect.get(nodeModule, "enableCompileCache");
  if (typeof enable === "function") enable();
}
