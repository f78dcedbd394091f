import nodeModule from "node:module";
import { basename } from "node:path";
import type { Symbols } from "../interp/symbols.js";
import { toolVersion } from "./tool-version.js";

/** The part of the command line that does the work. */
export type Program = typeof import("./program.js");

export interface StartOptions {
  readonly name?: string | undefined;
  readonly symbols?: Symbols | undefined;
  readonly nativeFolder: string | undefined;
  /** Where the program comes from; default: this copy of the tool. */
  readonly program?: (() => Promise<Program>) | undefined;
}

/** Loads the program and runs it. Sets `process.exitCode` and never throws. */
export async function start(argv: readonly string[], options: StartOptions): Promise<void> {
  // The fast path: nothing beyond this file is loaded.
  if (argv.length === 1 && argv[0] === "--version") {
    process.stdout.write(`${toolVersion()}\n`);
    return;
  }
  const { runProgram } = await (options.program ?? ownProgram)();
  const code = await runProgram(argv, {
    name: options.name ?? scriptName(),
    symbols: options.symbols,
    nativeFolder: options.nativeFolder,
  });
  // Output that could not be written has set it already.
  process.exitCode = code || process.exitCode || 0;
}

async function ownProgram(): Promise<Program> {
  enableCompileCache();
  return await import("./program.js");
}

function scriptName(): string {
  const name = basename(process.argv[1] ?? "mm").replace(/\.[cm]?[jt]s$/, "");
  return name === "" ? "mm" : name;
}

/** Node 22.1 and later keep compiled code between runs; on older ones it is simply not there. */
function enableCompileCache(): void {
  const enable: unknown = Reflect.get(nodeModule, "enableCompileCache");
  if (typeof enable === "function") enable();
}
