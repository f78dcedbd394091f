import type { Limits } from "../limits.js";
import type { EntryCalls, Post } from "../load-result.js";
import type { SymbolMap } from "../symbol-map.js";
import { Dispatcher } from "./dispatcher.js";
import { HostErrors } from "./host-errors.js";
import { SymbolTable } from "./symbol-table.js";

/**
 * Makes kept calls again, through the same checks as when they came from a guest. No guest stands
 * behind them, so functions among the arguments are refused.
 * @throws InterpError INTERP_MALFORMED, and what host functions refuse
 */
export function replay(
  map: SymbolMap,
  limits: Limits,
  calls: readonly EntryCalls[],
): readonly Post[] {
  const dispatcher = new Dispatcher(new SymbolTable(map, limits), limits, new HostErrors());
  const posts: Post[] = [];
  for (const { entry, sites, text } of calls) {
    const payload = { entry, sites, text, imports: undefined };
    dispatcher.posts(payload, (post) => posts.push(post), false);
  }
  return posts;
}
