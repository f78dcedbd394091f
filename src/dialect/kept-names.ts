import type { Schema } from "../schema/schema.js";
import { makeObject, objectKey } from "../schema/schema-object.js";

/** A schema whose objects have the names that the database keeps. */
interface KeptNames {
  readonly schema: Schema;
  /** The key that an object has now, for one that it had. */
  keyOf(key: string): string;
}

/** @param limit see `Features.cutsNamesAt` */
export function withKeptNames(schema: Schema, limit: number | undefined): KeptNames {
  const isCut = (name: string): boolean => keptName(name, limit) !== name;
  const all = [...schema.objects];
  if (!all.some(([, { name, dependsOn }]) => [name, ...dependsOn].some(isCut))) {
    return { schema, keyOf: (key) => key };
  }
  const keys = new Map<string, string>();
  const objects = all.map(([key, object]) => {
    const name = keptName(object.name, limit);
    const dependsOn = object.dependsOn.map((one) => keptName(one, limit));
    const kept = makeObject({ ...object, name, dependsOn });
    keys.set(key, objectKey(kept));
    return [objectKey(kept), kept] as const;
  });
  return { schema: { ...schema, objects: new Map(objects) }, keyOf: (key) => keys.get(key) ?? key };
}

/** Each part of a name loses its end, whole characters of it; types of arguments stay as they are. */
function keptName(name: string, limit: number | undefined): string {
  if (limit === undefined) return name;
  const [bare = ""] = name.split("(");
  const parts = bare.split(".").map((part) => cutName(part, limit));
  return parts.join(".") + name.slice(bare.length);
}

/** The whole characters of a name in its first bytes. */
export function cutName(name: string, limit: number): string {
  if (name.length * 3 <= limit) return name;
  const bytes = new TextEncoder().encode(name).slice(0, limit);
  return new TextDecoder("utf-8", { fatal: false }).decode(bytes, { stream: true });
}
