import type { PerDatabase } from "../schema/schema.js";
import { sortedEntries } from "../text/record.js";
import type { Draft } from "./draft.js";

/** Entries of the defaults and the type mappings; a database that is not named any more loses its own. */
export function detectSettings(draft: Draft): void {
  const { from, to } = draft.task;
  const typeMappings = changed(from.typeMappings, to.typeMappings);
  if (typeMappings !== undefined) draft.add({ type: "set_type_mappings", ...typeMappings });
  const defaults = changed(from.defaults, to.defaults);
  if (defaults !== undefined) draft.add({ type: "set_defaults", ...defaults });
}

function changed(from: PerDatabase, to: PerDatabase): Record<string, object> | undefined {
  const maps: Record<string, object> = {};
  for (const database of [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()) {
    const before = sortedEntries(from[database] ?? {});
    const after = sortedEntries(to[database] ?? {});
    if (JSON.stringify(before) !== JSON.stringify(after))
      maps[database] = Object.fromEntries(after);
  }
  return Object.keys(maps).length === 0 ? undefined : maps;
}
