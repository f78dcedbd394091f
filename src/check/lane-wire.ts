import { performance } from "node:perf_hooks";
import type { MessagePort } from "node:worker_threads";
import type { Limits } from "../interp/limits.js";
import type { ModulePayload, SymbolPayload } from "../interp/protocol.js";
import type { Policy } from "./policy.js";

/** What a thread for tenants' folders knows from birth; nothing in it comes from a tenant. */
export interface ThreadSettings {
  readonly limits: Limits;
  readonly symbols: readonly SymbolPayload[];
  readonly modules: readonly ModulePayload[];
}

/** What a lane knows. */
export interface LaneSettings extends ThreadSettings {
  readonly policy: Policy;
  /** Names of the databases to plan for. */
  readonly databases: readonly string[];
  /** Warnings are errors. */
  readonly strict: boolean;
  /** Folders may be symbolic links, or lie behind some. */
  readonly followLinks: boolean;
}

/** How a lane's thread and the main thread reach each other, besides `parentPort`. */
export interface LaneLines {
  /** For questions about symbols. */
  readonly port: MessagePort;
  /** What the lane is busy with: `Word` of the interpreter's wire, with {@link stages}. */
  readonly memory: SharedArrayBuffer;
}

/** What the thread is busy with, in words. */
export const stages = [
  "starting",
  "loading the folder",
  "planning the folder",
  "judging the plans of the folder",
  "planning the plan file",
  "reading the folder",
] as const;

/** One of {@link stages}. */
export type Stage = (typeof stages)[number];

/** Lane to main thread, on the line for symbols; `at` is when it was sent, see {@link clock}. */
export type ToDesk =
  /** A new load begins: nothing of the one before exists any more. */
  | { readonly kind: "open" }
  | { readonly kind: "ask"; readonly question: string; readonly at: number }
  | { readonly kind: "post"; readonly symbol: number; readonly args: string; readonly at: number };

/** Main thread to lane; `queuedMs`: how long the question waited until others had their answers. */
export type FromDesk =
  | { readonly kind: "answer"; readonly text: string; readonly queuedMs: number }
  /** The answer comes as a settlement of `op`. */
  | { readonly kind: "later"; readonly op: number; readonly queuedMs: number }
  | { readonly kind: "settle"; readonly op: number; readonly text: string };

/** Milliseconds on a clock that is the same in all threads of the process. */
export function clock(): number {
  return performance.timeOrigin + performance.now();
}
