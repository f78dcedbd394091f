import type { Field } from "../schema/field.js";

/** Type -> types that hold all of its values. */
const WIDER: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    smallint: ["integer", "serial", "bigint", "bigserial", "decimal", "float", "double"],
    integer: ["serial", "bigint", "bigserial", "decimal", "double"],
    serial: ["integer", "bigint", "bigserial", "decimal", "double"],
    bigint: ["bigserial", "decimal"],
    bigserial: ["bigint", "decimal"],
    float: ["double"],
    char: ["varchar", "text"],
    varchar: ["text"],
    enum: ["varchar", "text"],
    uuid: ["varchar", "text"],
    inet: ["text"],
    json: ["jsonb", "text"],
    jsonb: ["json"],
    date: ["timestamp"],
  }),
);

/** What a `foreign_key` is by another name, as far as one can tell without the schema. */
const KEYS: ReadonlySet<string> = new Set(
  "foreign_key smallint integer bigint serial bigserial uuid varchar char text".split(" "),
);

/** May the change of a field lose something that its rows hold? */
export function isNarrowing(from: Field, to: Field): boolean {
  if (to.generated !== undefined && from.generated?.expression !== to.generated.expression) {
    return true;
  }
  if (from.native !== to.native || (to.type === from.type && from.enum !== to.enum)) return true;
  if (from.type !== to.type) return !isWider(from, to);
  return (
    isLess(to.length, from.length) ||
    isLess(to.scale, from.scale) ||
    isLess(whole(to), whole(from)) ||
    (from.values ?? []).some((value) => !(to.values ?? []).includes(value))
  );
}

function isWider(from: Field, to: Field): boolean {
  if (from.type === "foreign_key" || to.type === "foreign_key") {
    return KEYS.has(from.type) && KEYS.has(to.type);
  }
  if (!WIDER.get(from.type)?.includes(to.type)) return false;
  const longest = Math.max(...(from.values ?? []).map((value) => value.length), from.length ?? 0);
  if (from.type === "uuid" && to.length !== undefined) return to.length >= 36;
  if (to.type === "varchar" && to.length !== undefined) return to.length >= longest;
  if (to.type !== "decimal" || to.precision === undefined) return true;
  return to.precision - (to.scale ?? 0) >= (from.type.startsWith("big") ? 19 : 10);
}

/** Digits before the point; undefined = as many as the database has. */
function whole({ precision, scale }: Field): number | undefined {
  return precision === undefined ? undefined : precision - (scale ?? 0);
}

/** undefined = no limit. */
function isLess(to: number | undefined, from: number | undefined): boolean {
  if (to === undefined) return false;
  return from === undefined || to < from;
}
