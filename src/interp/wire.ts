import type { GuestErrorInfo, SourcePosition } from "./interp-error.js";
import type { Limits, Profile } from "./limits.js";
import type { ConsoleLine, VirtualFile } from "./load-result.js";

/** One host symbol, as far as the guest needs to know it. */
export interface SymbolPayload {
  readonly kind: "fn" | "value" | "type";
  readonly name: string;
  readonly async: boolean;
  readonly oneWay: boolean;
  readonly callables: boolean;
  readonly text: string;
  readonly construct: boolean;
  readonly methods: readonly string[];
  readonly properties: readonly string[];
  readonly statics: readonly string[];
}

/** An export of a module and its number in the table of symbols. */
export type ExportPayload = readonly [name: string, index: number];

/** One importable module. */
export interface ModulePayload {
  readonly specifier: string;
  /** JavaScript of a source; undefined when the module is nothing but exports. */
  readonly code: string | undefined;
  /** Exports, or the private host functions of a source. */
  readonly exports: readonly ExportPayload[];
  /** The names a source says it exports; for "did you mean". */
  readonly names: readonly string[];
}

/** What a worker needs to have an engine ready before it is known what will be loaded. */
export interface EngineConfig {
  readonly profile: Profile;
  readonly limits: Limits;
  readonly variant: Variant;
  readonly wasm: WebAssembly.Module;
  /** SHA-256 of the module's bytes; an image of its memory belongs to no other. */
  readonly wasmHash: string;
}

/** What is loaded. */
export interface LoadPayload {
  readonly symbols: readonly SymbolPayload[];
  readonly modules: readonly ModulePayload[];
  readonly files: readonly VirtualFile[];
  readonly entries: readonly string[];
  /** What was stripped for the load before may be taken for this one. */
  readonly again: boolean;
  /** Those of the entries that are evaluated. */
  readonly evaluate: readonly string[];
}

/** Which build of the engine: `debug` is slow and reports leaked handles. */
export type Variant = "release" | "debug";

/** An error on its way from the worker: the fields of an InterpError. */
export interface ErrorPayload {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly position: SourcePosition | undefined;
  readonly frame: string | undefined;
  readonly limit: string | undefined;
  readonly guest: GuestErrorInfo | undefined;
  /** The host function's error that this is, by the number it was sent with. */
  readonly hostError: number | undefined;
  /** Whether the guest can not be used any more. */
  readonly fatal: boolean;
}

/** Calls of `oneWay` functions in the order they were made. */
export interface PostsPayload {
  readonly entry: string;
  /** One place per call. */
  readonly sites: readonly SourcePosition[];
  /** JSON text: an array of `[symbol, tagged arguments]`. */
  readonly text: string;
  /**
   * The modules that the file imports, when nothing else decided what it called: no other file, no
   * clock, no chance, no answer of the host; and when it passed no function and logged nothing.
   */
  readonly imports: readonly string[] | undefined;
}

/** Main thread to worker. */
export type ToWorker =
  | { readonly kind: "begin"; readonly config: EngineConfig }
  | { readonly kind: "load"; readonly load: LoadPayload }
  | {
      readonly kind: "call";
      readonly slot: number;
      readonly callable: number;
      readonly text: string;
      readonly sync: boolean;
    }
  /** `queuedMs`: how long the question waited until others had their answers. */
  | { readonly kind: "reply"; readonly text: string; readonly queuedMs: number }
  | { readonly kind: "settle"; readonly op: number; readonly text: string }
  | { readonly kind: "end" };

/** Worker to main thread. */
export type FromWorker =
  | { readonly kind: "ended"; readonly leak: string | undefined }
  | {
      readonly kind: "loaded";
      readonly posts: readonly PostsPayload[];
      readonly console: readonly ConsoleLine[];
      readonly error: ErrorPayload | undefined;
    }
  | {
      readonly kind: "result";
      readonly slot: number;
      readonly posts: readonly PostsPayload[];
      readonly console: readonly ConsoleLine[];
      readonly text: string;
      readonly error: ErrorPayload | undefined;
    }
  /** Posts of a load that goes on. */
  | { readonly kind: "posts"; readonly posts: readonly PostsPayload[] }
  | {
      readonly kind: "ask";
      readonly posts: readonly PostsPayload[];
      readonly console: readonly ConsoleLine[];
      readonly text: string;
    }
  | {
      readonly kind: "askAsync";
      readonly posts: readonly PostsPayload[];
      readonly console: readonly ConsoleLine[];
      readonly op: number;
      readonly text: string;
    };

/** Words of the shared memory between the two threads (Int32Array). */
export const Word = {
  /** Counts messages to the worker; it sleeps on this while it waits for a reply. */
  toWorker: 0,
  /** Counts messages to the main thread; it sleeps on this during a synchronous call. */
  toMain: 1,
  /** When the worker entered code that may never return, in clock ticks; 0 = not in such code. */
  busySince: 2,
  /** How many milliseconds it may stay there before it is stopped from outside. */
  busyAllowed: 3,
  /** Number of the file it is busy with, plus one; 0 = none. */
  file: 4,
  /** Index in {@link phases}. */
  phase: 5,
} as const;

/** How many words there are. */
export const WORDS = 8;

/** What the worker is busy with, for the report after it had to be stopped from outside. */
export const phases = ["starting", "parsing", "evaluating", "calling"] as const;

/** A clock that both threads agree on, in positive 31-bit milliseconds. */
export function tick(): number {
  return (Math.floor(performance.timeOrigin + performance.now()) & 0x3fffffff) + 1;
}

/** Milliseconds between two ticks. */
export function ticksBetween(from: number, to: number): number {
  return (to - from) & 0x3fffffff;
}
