import type { ConsoleLine } from "../load-result.js";
import type { PostsPayload } from "../wire.js";

/** What a guest leaves behind while it runs: registrations, and lines it logged. */
export interface GuestOutput {
  readonly posts: readonly PostsPayload[];
  readonly console: readonly ConsoleLine[];
}

/** How the session reaches the main thread. */
export interface MainThread {
  /** Asks and waits; the answer is `v`, `e` or `p` + text. */
  ask(text: string, output: GuestOutput): string;
  /** Asks; the answer comes later as a settlement of `op`. */
  askAsync(op: number, text: string, output: GuestOutput): void;
  /** Hands over posts of a load that goes on. */
  post(posts: readonly PostsPayload[]): void;
}
