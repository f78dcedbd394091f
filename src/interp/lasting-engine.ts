import { type CompiledEngine, engineModule } from "./host/engine-module.js";
import { withFreeJumps } from "./tiering.js";
import { instantiate } from "./worker/instance.js";

export type { CompiledEngine } from "./host/engine-module.js";

/** Of the language, only what the first call needs. */
const BASE_OBJECTS_AND_EVAL = 1 | 4;

/**
 * The engine, for threads that this process starts afterwards and that load many folders. V8 would
 * compile the engine's loop once more while they do, with an optimising compiler that takes 25 MB
 * (docs/decisions/0036). What it takes a jump for is decided when the loop is called first, and by a
 * flag of the whole process. So that happens here, while nothing else runs.
 */
export async function lastingEngine(): Promise<CompiledEngine> {
  const engine = await engineModule("release");
  const none = () => undefined;
  const smallest = { variant: "release", wasm: engine.wasm, limits: { memoryBytes: 0 } } as const;
  const { module, ffi } = await instantiate(smallest, none, none);
  const context = ffi.QTS_NewContext(ffi.QTS_NewRuntime(), BASE_OBJECTS_AND_EVAL);
  const text = module._malloc(2);
  module.HEAPU8.set([0x30, 0], text);
  // No code but this zero ever runs in this engine.
  withFreeJumps(() => ffi.QTS_Eval(context, text, 1, "zero", 0, 0));
  return { ...engine, called: true };
}
