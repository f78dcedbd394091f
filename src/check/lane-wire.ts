import type { MessagePort } from "node:worker_threads";
import type { Limits } from "../interp/limits.js";
import type { ModulePayload, SymbolPayload } from "../interp/wire.js";
import type { Policy } from "./policy.js";

/** What a lane knows from birth; nothing in it comes from a tenant. */
export interface LaneSettings {
  readonly policy: Policy;
  readonly limits: Limits;
  /** Names of the databases to plan for. */
  readonly databases: readonly string[];
  /** Warnings are errors. */
  readonly strict: boolean;
  /** Folders may be symbolic links, or lie behind some. */
  readonly followLinks: boolean;
  readonly symbols: readonly SymbolPayload[];
  readonly modules: readonly ModulePayload[];
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
] as const;

/** One of {@link stages}. */
export type Stage = (typeof stages)[number];

/** Lane to main thread, on the line for symbols. */
export type ToDesk =
  /** A new load begins: nothing of the one before exists any more. */
  | { readonly kind: "open" }
  | { readonly kind: "ask"; readonly question: string }
  | { readonly kind: "post"; readonly symbol: number; readonly args: string };

/** Main thread to lane, on the line for symbols. */
export type FromDesk =
  | { readonly kind: "answer"; readonly text: string }
  /** The answer comes as a settlement of `op`. */
  | { readonly kind: "later"; readonly op: number }
  | { readonly kind: "settle"; readonly op: number; readonly text: string };
