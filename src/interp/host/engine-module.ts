import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { engineWasm } from "../engine-package.js";
import type { EngineConfig, Variant } from "../protocol.js";
import { withPatience } from "../tiering.js";

/** The engine's code and what identifies it. */
export type CompiledEngine = Pick<EngineConfig, "wasm" | "wasmHash" | "called">;

const compiled = new Map<Variant, Promise<CompiledEngine>>();

/** The engine, compiled once per process; workers share the code. */
export function engineModule(variant: Variant): Promise<CompiledEngine> {
  let module = compiled.get(variant);
  if (module === undefined) {
    module = compile(variant);
    compiled.set(variant, module);
  }
  return module;
}

async function compile(variant: Variant): Promise<CompiledEngine> {
  const bytes = await readFile(engineWasm(variant));
  return {
    wasm: withPatience(() => new WebAssembly.Module(bytes)),
    wasmHash: createHash("sha256").update(bytes).digest("hex"),
    called: false,
  };
}
