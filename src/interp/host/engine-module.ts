import { readFile } from "node:fs/promises";
import { engineWasm } from "../engine-package.js";
import type { Variant } from "../wire.js";

const compiled = new Map<Variant, Promise<WebAssembly.Module>>();

/** The engine, compiled once per process; workers share the code. */
export function engineModule(variant: Variant): Promise<WebAssembly.Module> {
  let module = compiled.get(variant);
  if (module === undefined) {
    module = compile(variant);
    compiled.set(variant, module);
  }
  return module;
}

async function compile(variant: Variant): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(engineWasm(variant)));
}
