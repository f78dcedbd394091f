import { engineGlue } from "../engine-package.js";
import type { Variant } from "../protocol.js";

/** The functions of the engine that we call; pointers are plain numbers. */
export interface Ffi {
  QTS_NewRuntime(): number;
  QTS_FreeRuntime(runtime: number): void;
  QTS_RuntimeSetMemoryLimit(runtime: number, bytes: number): void;
  QTS_RuntimeSetMaxStackSize(runtime: number, bytes: number): void;
  QTS_NewContext(runtime: number, intrinsics: number): number;
  QTS_FreeContext(context: number): void;
  QTS_RuntimeEnableInterruptHandler(runtime: number): void;
  QTS_RuntimeEnableModuleLoader(runtime: number, normalizer: number): void;
  QTS_Eval(
    context: number,
    code: number,
    length: number,
    file: string,
    detect: number,
    flags: number,
  ): number;
  QTS_Call(context: number, fn: number, self: number, argc: number, argv: number): number;
  QTS_NewString(context: number, text: number): number;
  QTS_NewFloat64(context: number, value: number): number;
  QTS_GetFloat64(context: number, value: number): number;
  QTS_GetString(context: number, value: number): number;
  QTS_FreeCString(context: number, text: number): void;
  QTS_FreeValuePointer(context: number, value: number): void;
  QTS_GetUndefined(): number;
  QTS_GetGlobalObject(context: number): number;
  QTS_GetProp(context: number, object: number, key: number): number;
  QTS_SetProp(context: number, object: number, key: number, value: number): void;
  QTS_NewFunction(
    context: number,
    name: string,
    length: number,
    isConstructor: boolean,
    id: number,
  ): number;
  QTS_ArgvGetJSValueConstPointer(argv: number, index: number): number;
  QTS_ResolveException(context: number, value: number): number;
  QTS_ExecutePendingJob(runtime: number, max: number, contextOut: number): number;
  QTS_RecoverableLeakCheck(): number;
}

/** What the engine calls back. */
interface EngineCallbacks {
  callFunction(
    asyncify: undefined,
    context: number,
    self: number,
    argc: number,
    argv: number,
    id: number,
  ): number;
  shouldInterrupt(asyncify: undefined, runtime: number): number;
  loadModuleSource(asyncify: undefined, runtime: number, context: number, name: string): number;
  normalizeModule(
    asyncify: undefined,
    runtime: number,
    context: number,
    base: string,
    name: string,
  ): number;
  freeHostRef(asyncify: undefined, runtime: number, id: number): void;
}

/** The instantiated engine: memory and the allocator. */
export interface EngineModule {
  callbacks: EngineCallbacks;
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

/** What Emscripten's start function takes. */
interface EngineModuleOptions {
  readonly wasmMemory: WebAssembly.Memory;
  readonly print: (text: string) => void;
  readonly printErr: (text: string) => void;
  readonly instantiateWasm: (
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ) => void;
}

/** A build of the engine, loaded. */
export interface EngineBuild {
  readonly start: (options: EngineModuleOptions) => Promise<EngineModule>;
  readonly bind: (module: EngineModule) => Ffi;
}

const builds = new Map<Variant, EngineBuild>();

/** Loads the glue code of a build once per thread. */
export function loadBuild(variant: Variant): EngineBuild {
  let build = builds.get(variant);
  if (build === undefined) {
    build = readBuild(variant);
    builds.set(variant, build);
  }
  return build;
}

/**
 * The low-level interface is typed upstream with branded pointers for a wrapper that we do not use
 * (see docs/decisions/0002); the tests run every function declared above in both builds.
 */
function readBuild(variant: Variant): EngineBuild {
  const { start, Ffi: Bindings } = engineGlue(variant);
  if (typeof start !== "function" || typeof Bindings !== "function") {
    throw new TypeError("the engine's package does not have the expected shape");
  }
  return {
    start: (options) => start(options) as Promise<EngineModule>,
    bind: (module) => Reflect.construct(Bindings, [module]) as Ffi,
  };
}
