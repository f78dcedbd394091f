import { namesIn } from "../plan/object-names.js";
import type { Schema } from "../schema/schema.js";
import type { SchemaObject } from "../schema/schema-object.js";
import { type Applied, appliedStates } from "./run/pending-plans.js";

/** Their `*` stays a word until they run. */
const UNEXPANDED: ReadonlySet<string> = new Set(["function", "procedure"]);

/**
 * Keys of objects whose `*` stands for other fields today than it did when they were made: a view that was
 * made of `SELECT *` has the columns of that day, and its text tells no more which.
 */
export function outgrownStars(applied: Applied, now: Schema): ReadonlySet<string> {
  const starred = new Map<string, ReadonlySet<string>>();
  for (const [key, { kind, definition }] of now.objects) {
    if (UNEXPANDED.has(kind) || !definition.includes("*")) continue;
    const names = namesIn(definition);
    if (names.has("*")) starred.set(key, names);
  }
  if (starred.size === 0) return new Set();
  const births = birthsOf(applied, now, starred);
  const grown = [...starred].filter(([key, names]) => {
    const then = births.get(key);
    return then !== undefined && isOutgrown(names, then, now);
  });
  return new Set(grown.map(([key]) => key));
}

/** The schema right behind the operation that made the object as it is now. */
function birthsOf(
  applied: Applied,
  now: Schema,
  wanted: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, Schema> {
  const births = new Map<string, Schema>();
  let last: Schema["objects"] | undefined;
  for (const state of appliedStates(applied)) {
    if (state.objects === last) continue;
    last = state.objects;
    for (const key of wanted.keys()) {
      if (state.objects.get(key) !== now.objects.get(key)) births.delete(key);
      else if (!births.has(key)) births.set(key, state);
    }
  }
  return births;
}

function isOutgrown(names: ReadonlySet<string>, then: Schema, now: Schema): boolean {
  const fields = ({ tables }: Schema, key: string) =>
    (tables.get(key)?.fields ?? []).map(({ name }) => name).join("\0");
  const tables = [...then.tables].filter(([, { name }]) => names.has(name.toLowerCase()));
  if (tables.some(([key]) => fields(then, key) !== fields(now, key))) return true;
  return [...now.objects].some(
    ([key, object]) => names.has(bareName(object)) && then.objects.get(key) !== object,
  );
}

function bareName({ name }: SchemaObject): string {
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}
