import type { Questioner } from "../../src/autodetector/questioner.js";
import type { LoadedSchema } from "../../src/yaml/load-schema.js";

/** Says yes to what the schema file says, no to every other rename, and lets go what goes. */
export function answersOf({ renames }: Pick<LoadedSchema, "renames">): Questioner {
  const declared = new Set(
    renames.map(({ table, from, to }) =>
      table === undefined ? `${from}:${to}` : `${table}.${from}:${to}`,
    ),
  );
  return {
    rename: (id) => declared.has(id),
    backfill: () => undefined,
    using: () => undefined,
    destructive: () => "generate",
  };
}
