import { sortedEntries } from "../text/record.js";

/** What one database alone has a word for: `engine`, `invisible`; the others leave it alone. */
export type Options = Readonly<Record<string, string>>;

/** The options as texts, frozen and sorted by key; undefined when there is none. */
export function optionTexts(
  given: Readonly<Record<string, unknown>> | undefined,
): Options | undefined {
  if (given === undefined) return undefined;
  const entries = sortedEntries(given).map(([key, value]) => [key, String(value)] as const);
  return entries.length === 0 ? undefined : Object.freeze(Object.fromEntries(entries));
}
