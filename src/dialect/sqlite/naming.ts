import type { Claim, Naming } from "../../schema/naming.js";
import { tableKey } from "../../schema/schema.js";
import { autoUpdateTrigger } from "./auto-update-trigger.js";

/** In a file of SQLite tables and indexes have one name, triggers theirs, whatever the case. */
export const sqliteNaming: Naming = Object.freeze({
  table: (table) => [claim("relations", tableKey(table))],
  member: (kind, { name }) => (kind === "index" ? claim("relations", name) : undefined),
  sides: (field, table) =>
    field.autoUpdate
      ? [
          {
            ...claim("triggers", autoUpdateTrigger(tableKey(table), field)),
            side: "auto_update",
          } as const,
        ]
      : [],
} satisfies Naming);

function claim(room: string, name: string): Claim {
  return { room, name: name.toLowerCase() };
}
