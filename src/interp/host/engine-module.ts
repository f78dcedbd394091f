import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { engineWasm } from "../engine-package.js";
import type { EngineConfig, Variant } from "../protocol.js";

/** The engine's code and what identifies it. */
export type CompiledEngine = Pick<EngineConfig, "wasm" | "wasmHash">;

/**
 * Bytes of code that a function of the engine runs through before V8 compiles it a second time, with
 * its optimising compiler; `usual` is V8's own number. That second compiler runs in threads of its
 * own, takes the processor from the ones that work, is waited for when the process ends, and its
 * result comes too late for one load: docs/decisions/0003. Applied where it was measured, in the V8
 * of Node 20; another V8 decides for itself.
 */
const TIERING = { v8: /^11\.3\./, usual: 1_800_000, patient: 1_000_000_000 } as const;

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
  const { setFlagsFromString } = await import("node:v8");
  const bytes = await readFile(engineWasm(variant));
  const budget = (size: number) => {
    if (TIERING.v8.test(process.versions.v8)) setFlagsFromString(`--wasm-tiering-budget=${size}`);
  };
  return {
    wasm: patiently(() => new WebAssembly.Module(bytes), budget),
    wasmHash: createHash("sha256").update(bytes).digest("hex"),
  };
}

/**
 * A module keeps the budget that it was compiled with. Code that V8 has cached is taken only under
 * the same flags as ever, so the usual one comes back at once: nothing else may happen in between.
 */
function patiently<T>(work: () => T, budget: (size: number) => void): T {
  budget(TIERING.patient);
  try {
    return work();
  } finally {
    budget(TIERING.usual);
  }
}
