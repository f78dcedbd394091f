import { isDeepStrictEqual } from "node:util";
import type { Draft, Step } from "./draft.js";

/** Enums that are new, before the tables whose fields share them. */
export function detectCreatedEnums(draft: Draft): readonly Step[] {
  const fresh = [...draft.task.to.enums.values()].filter(
    ({ name }) => !draft.schema.enums.has(name),
  );
  return fresh.map(({ name, values }) => draft.adding({ type: "create_enum", name, values }));
}

/** Enums with other values; one that loses the default of a field waits for the field. */
export function detectAlteredEnums(draft: Draft): readonly Step[] {
  return [...draft.task.to.enums.values()].flatMap(({ name, values }) => {
    const from = draft.schema.enums.get(name);
    if (from === undefined || isDeepStrictEqual(from.values, values)) return [];
    return draft.adding({ type: "alter_enum", name, values });
  });
}

/** Enums that are not there any more, when no field shares them. */
export function detectDroppedEnums(draft: Draft): readonly Step[] {
  const gone = [...draft.schema.enums.keys()].filter((name) => !draft.task.to.enums.has(name));
  return gone.map((name) => draft.adding({ type: "drop_enum", name }));
}
