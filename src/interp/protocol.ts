import type { Hint } from "../errors.js";
import type { GuestErrorInfo, SourcePosition } from "./interp-error.js";
import type { Limits, Profile } from "./limits.js";
import type { ConsoleLine, EntryCalls, VirtualFile } from "./load-result.js";

// What guest, worker and host say to each other. The guest loads this file too, as text: nothing in it
// may import anything at run time.

/**
 * First element of each array in tagged JSON text. Strings, finite numbers, booleans and null stand
 * for themselves; everything else is an array that starts with one of these, so no data can
 * imitate a tag.
 */
export const Tag = {
  array: 0,
  object: 1,
  undefined: 2,
  bigint: 3,
  date: 4,
  bytes: 5,
  negativeZero: 6,
  callable: 7,
  instance: 8,
  handle: 9,
  facade: 10,
} as const;

/** First letter of a value on its way to the guest: nothing but JSON, or tagged JSON. */
export const Form = { json: "J", tagged: "T" } as const;

/** First letter of an answer, in either direction: a value, an error, or later. */
export const Reply = { value: "v", error: "e", later: "p" } as const;

/** First element of a question of the guest; what follows says which symbol, object and member. */
export const Question = {
  /** symbol, arguments */
  call: "s",
  /** call, facade, method, arguments */
  facade: "f",
  /** symbol, arguments */
  construct: "n",
  /** symbol, method, arguments */
  static: "t",
  /** symbol, method, object, arguments */
  method: "m",
  /** symbol, property, object, arguments */
  property: "g",
} as const;

/** The question by which a guest calls a function of the host; `args` is tagged text. */
export function callQuestion(symbol: number, args: string): string {
  return `["${Question.call}",${symbol},${args}]`;
}

/** Numbers of what the host asks of the guest. */
export const Tell = {
  symbols: 1,
  globals: 2,
  seal: 3,
  source: 4,
  load: 5,
  invoke: 6,
  poll: 7,
  settle: 8,
  endFile: 9,
  close: 10,
  stack: 11,
  configure: 12,
} as const;

/** Numbers of what the guest asks of the worker. */
export const Ask = {
  sync: 1,
  async: 2,
  posts: 3,
  console: 4,
  data: 5,
  limit: 6,
} as const;

/** With {@link Ask.posts}: the places of queued calls come first, then the calls. */
export const PostPart = { sites: 0, calls: 1 } as const;

/** The levels of the guest's console; their index crosses. */
export const consoleLevels: readonly ConsoleLine["level"][] = [
  "debug",
  "log",
  "info",
  "warn",
  "error",
];

/** What stands before the number in the identity of a module. */
export const Space = {
  /** A file of the load. */
  file: "mig",
  /** A source of the symbol map. */
  source: "sym",
  /** A module that is written for an import: exports, host functions, data, a refusal. */
  generated: "gen",
  /** A module of the bootstrap, by name. */
  bootstrap: "mm",
} as const;

/** What stands before the number of a generated module. */
export const Generated = {
  map: "gen:map:",
  host: "gen:host:",
  data: "gen:data:",
  deny: "gen:deny:",
} as const;

/** Why the guest threw, where its half of the membrane knows; nothing else can set it. */
export const ErrorKind = {
  value: "value",
  import: "import",
  expired: "expired",
  timeout: "timeout",
  callable: "callable",
  stack: "stack",
  memory: "memory",
  primitive: "primitive",
  /** An error of a host function; its number follows. */
  host: "host:",
} as const;

/** What the global object holds while the two halves meet; gone before anything foreign runs. */
export const Handover = { host: "__host", enter: "__enter" } as const;

/** The limits that are enforced inside the guest, where the work is charged to it. */
export type GuestLimits = Pick<
  Limits,
  "valueNodes" | "valueDepth" | "valueText" | "callables" | "posts"
>;

/** What the bootstrap is told before anything foreign runs. */
export interface GuestConfig {
  readonly limits: GuestLimits;
  /** Four numbers of 32 bits. */
  readonly seed: readonly number[];
}

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
  /** Its loop has been called in this process; see `lastingEngine`. */
  readonly called: boolean;
}

/** What is loaded. */
export interface LoadPayload {
  readonly symbols: readonly SymbolPayload[];
  readonly modules: readonly ModulePayload[];
  readonly files: readonly VirtualFile[];
  readonly entries: readonly string[];
  /** Those of the entries that are evaluated. */
  readonly evaluate: readonly string[];
  /** What people call the folder of the files: "migrations folder". */
  readonly folder: string;
}

/** Which build of the engine: `debug` is slow and reports leaked handles. */
export type Variant = "release" | "debug";

/** An error on its way from the worker: the fields of an InterpError. */
export interface ErrorPayload {
  readonly code: string;
  readonly message: string;
  readonly hint: Hint | undefined;
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
export interface PostsPayload extends EntryCalls {
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

/** What a thread has to know of a symbol map whose functions are in another one. */
export interface SymbolDescription {
  readonly symbols: readonly SymbolPayload[];
  readonly modules: readonly ModulePayload[];
}

/** To the thread that serves the symbols; `at` is when it was sent, see {@link clock}. */
export type ToSymbols =
  /** A new load begins: nothing of the one before exists any more. */
  | { readonly kind: "open" }
  | { readonly kind: "ask"; readonly question: string; readonly at: number }
  | { readonly kind: "post"; readonly symbol: number; readonly args: string; readonly at: number };

/** From there; `queuedMs`: how long the question waited until others had their answers. */
export type FromSymbols =
  | { readonly kind: "answer"; readonly text: string; readonly queuedMs: number }
  /** The answer comes as a settlement of `op`. */
  | { readonly kind: "later"; readonly op: number; readonly queuedMs: number }
  | { readonly kind: "settle"; readonly op: number; readonly text: string };

/** Milliseconds on a clock that is the same in all threads of the process. */
export function clock(): number {
  return performance.timeOrigin + performance.now();
}

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
  /** What the worker's processor time is read by, plus one; 0 = the system does not tell. */
  clock: 6,
} as const;

/** How many words there are. */
export const WORDS = 8;

/** What the worker is busy with, for the report after it had to be stopped from outside. */
export const phases = ["starting", "parsing", "evaluating", "calling"] as const;

/** A clock that both threads agree on, in positive 31-bit milliseconds. */
export function tick(): number {
  return (Math.floor(clock()) & 0x3fffffff) + 1;
}

/** Milliseconds between two ticks. */
export function ticksBetween(from: number, to: number): number {
  return (to - from) & 0x3fffffff;
}
