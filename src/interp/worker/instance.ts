import type { Limits } from "../limits.js";
import type { Variant } from "../protocol.js";
import { type EngineModule, type Ffi, loadBuild } from "./ffi.js";
import { Trap } from "./worker-error.js";

const PAGE = 65_536;
/** What the engine's own data and stack need; 16 MiB. */
const SMALLEST = 256;

/** What an instance is made of. */
export interface InstanceOptions {
  readonly variant: Variant;
  readonly wasm: WebAssembly.Module;
  readonly limits: Pick<Limits, "memoryBytes">;
}

/** The engine's code in a memory of its own; no runtime in it yet. */
export interface Instance {
  readonly module: EngineModule;
  readonly ffi: Ffi;
  readonly memory: WebAssembly.Memory;
}

/**
 * Makes an instance whose memory never grows.
 *
 * @param trapped what ended the engine, asked on the way back from each import.
 * @param onTrap told when the memory is full.
 */
export async function instantiate(
  { variant, wasm, limits }: InstanceOptions,
  trapped: () => Trap | undefined,
  onTrap: (trap: Trap) => void,
): Promise<Instance> {
  const build = loadBuild(variant);
  const pages = Math.max(SMALLEST, Math.ceil(limits.memoryBytes / PAGE));
  // The debug build carries an address sanitizer that needs far more than the guest does.
  const isDebug = variant === "debug";
  const memory = new WebAssembly.Memory({ initial: pages, maximum: isDebug ? 32_768 : pages });
  // The engine must never see a failed allocation: it corrupts itself then. So growing is a trap.
  if (!isDebug)
    memory.grow = () => {
      const trap = new Trap("memoryBytes", "the guest's memory is full");
      onTrap(trap);
      throw trap;
    };
  const module = await build.start({
    wasmMemory: memory,
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm: (imports, done) => {
      done(new WebAssembly.Instance(wasm, trapOnReturn(imports, trapped)));
    },
  });
  return { module, ffi: build.bind(module), memory };
}

/** Leaves the engine on the way back from any import once the guest has been ended. */
function trapOnReturn(
  imports: WebAssembly.Imports,
  trapped: () => Trap | undefined,
): WebAssembly.Imports {
  const wrapped: WebAssembly.Imports = {};
  for (const [namespace, members] of Object.entries(imports)) {
    const copy: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(members)) {
      copy[name] = isFunction(member) ? wrapImport(member, trapped) : member;
    }
    wrapped[namespace] = copy;
  }
  return wrapped;
}

function isFunction(member: unknown): member is (...args: never) => unknown {
  return typeof member === "function";
}

function wrapImport(
  original: (...args: never) => unknown,
  trapped: () => Trap | undefined,
): (...args: unknown[]) => unknown {
  return (...args) => {
    const result: unknown = Reflect.apply(original, undefined, args);
    const trap = trapped();
    if (trap !== undefined) throw trap;
    return result;
  };
}
