import type { ConsoleLine } from "../load-result.js";
import type { PostsPayload } from "../protocol.js";

/** What a guest leaves behind while it runs: registrations, and lines it logged. */
export interface GuestOutput {
  readonly posts: readonly PostsPayload[];
  readonly console: readonly ConsoleLine[];
}

/** What the main thread says to a question. */
export interface Reply {
  /** `v`, `e` or `p` + text. */
  readonly text: string;
  /** How long the question waited until others had their answers, in milliseconds. */
  readonly queuedMs: number;
}

/** How the evaluator reaches the main thread. */
export interface MainThread {
  /** Asks and waits. */
  ask(text: string, output: GuestOutput): Reply;
  /** Asks; the answer comes later as a settlement of `op`. */
  askAsync(op: number, text: string, output: GuestOutput): void;
  /** Hands over posts of a load that goes on. */
  post(posts: readonly PostsPayload[]): void;
}
