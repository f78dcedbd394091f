import type { MessagePort } from "node:worker_threads";
import type { Limits } from "../interp/limits.js";
import type { SymbolDescription } from "../interp/protocol.js";
import type { Policy } from "./policy.js";

/** What a thread for tenants' folders knows from birth; nothing in it comes from a tenant. */
export interface ThreadSettings extends SymbolDescription {
  readonly limits: Limits;
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
