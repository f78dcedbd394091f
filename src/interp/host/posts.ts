import { InterpError } from "../interp-error.js";
import type { Post } from "../load-result.js";
import type { PostsPayload } from "../protocol.js";
import { decodeFromGuest, type HostDecoding, malformed, parseGuestText } from "./decode.js";

/** A one-way function of the host, as a queued call of it needs to know it. */
export interface PostTarget {
  /** The symbol's name in posts. */
  readonly label: string;
  readonly decoding: HostDecoding;
  /** Makes the call; `tree` is what the arguments were decoded from. Throws what refuses it. */
  call(args: readonly unknown[], tree: unknown): void;
}

/**
 * Decodes queued calls and makes them, in order.
 *
 * @param find the function behind a number that came from a guest.
 * @throws InterpError with the place of the call when the function refuses it
 */
export function makePosts(
  payload: PostsPayload,
  find: (symbol: unknown) => PostTarget | undefined,
  add: (post: Post) => void,
): void {
  const calls = parseGuestText(payload.text);
  if (!Array.isArray(calls)) throw malformed();
  calls.forEach((call: unknown, i) => {
    const [symbol, tree] = Array.isArray(call) ? call : [];
    const target = find(symbol);
    if (target === undefined) throw malformed();
    const args = decodeFromGuest(tree, target.decoding);
    if (!Array.isArray(args)) throw malformed();
    const site = payload.sites[i] ?? { file: payload.entry };
    const { file, line, column } = site;
    add({ symbol: target.label, args, entry: payload.entry, file, line, column });
    try {
      target.call(args, tree);
    } catch (error) {
      throw error instanceof InterpError ? error : refused(error, site);
    }
  });
}

function refused(error: unknown, position: PostsPayload["sites"][number]): InterpError {
  return new InterpError({
    code: "INTERP_HOST_ERROR",
    message: error instanceof Error ? error.message : "the call was refused",
    hint: "Correct the call at the place shown.",
    position,
    cause: error,
  });
}
