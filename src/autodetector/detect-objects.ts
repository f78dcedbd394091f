import { isDeepStrictEqual } from "node:util";
import { objectToData } from "../operation/create-object.js";
import type { Field } from "../schema/field.js";
import type { Schema } from "../schema/schema.js";
import { holdsRows, objectKey, type SchemaObject } from "../schema/schema-object.js";
import type { Table } from "../schema/table.js";
import type { Draft, Step } from "./draft.js";

/**
 * Objects on tables and changing enums that are not there any more, are said otherwise, or stand on
 * something that changes below them: they go first of all.
 */
export function detectDroppedObjects(draft: Draft): readonly Step[] {
  const late = lateNames(draft, draft.schema);
  return staleObjects(draft)
    .filter(({ name }) => late.has(name))
    .map((object) => drop(draft, object));
}

/** Objects on no table: extensions and functions that tables may need, so they come before those. */
export function detectEarlyObjects(draft: Draft): readonly Step[] {
  const late = lateNames(draft, draft.task.to);
  const { objects } = draft.task.to;
  return [
    ...staleObjects(draft)
      .filter((object) => objects.has(objectKey(object)))
      .map((object) => drop(draft, object)),
    ...missingObjects(draft)
      .filter(({ name }) => !late.has(name))
      .map((object) => create(draft, object)),
  ];
}

/** When every table is as it should be, the objects on them; and those go that tables needed. */
export function detectLateObjects(draft: Draft): readonly Step[] {
  const { objects } = draft.task.to;
  return [
    ...[...draft.schema.objects]
      .filter(([key]) => !objects.has(key))
      .map(([, object]) => drop(draft, object)),
    ...missingObjects(draft).map((object) => create(draft, object)),
  ];
}

function drop(draft: Draft, { kind, name, database }: SchemaObject): Step {
  return draft.adding({ type: "drop_object", kind, name, database });
}

function create(draft: Draft, object: SchemaObject): Step {
  return draft.adding({ type: "create_object", ...objectToData(object) });
}

/** Those that are to be there and are not, or not as they should be; each behind what it needs. */
function missingObjects({ schema, task }: Draft): readonly SchemaObject[] {
  return inOrder(
    [...task.to.objects]
      .filter(([key, object]) => !isDeepStrictEqual(schema.objects.get(key), object))
      .filter(([key, object]) => !(holdsRows(object) && schema.objects.has(key)))
      .map(([, object]) => object),
  );
}

/** Those that cannot stay as they are, each before what it needs. */
function staleObjects(draft: Draft): readonly SchemaObject[] {
  const { schema } = draft;
  const { to } = draft.task;
  const moved = [...schema.tables].filter(([key, table]) => isMoved(table, to.tables.get(key)));
  const changed = new Map(
    [...schema.objects].filter(([key, object]) => !isDeepStrictEqual(to.objects.get(key), object)),
  );
  const names = [...changed.values()].map(({ name }) => name);
  const below = new Set([...moved.map(([key]) => key), ...changedEnums(draft), ...names]);
  const stale = namesOn(schema, below);
  return inOrder(
    [...schema.objects]
      .filter(([key, { name }]) => stale.has(name) || changed.has(key))
      // Its rows would be gone: what is to become of it, a person says.
      .filter(([key, object]) => !(holdsRows(object) && to.objects.has(key)))
      .map(([, object]) => object),
  ).toReversed();
}

/** Each behind those that it depends on; extensions first, for whose types and functions no name is said. */
function inOrder(all: readonly SchemaObject[]): readonly SchemaObject[] {
  const isExtension = ({ kind }: SchemaObject) => kind === "extension";
  const objects = [...all.filter(isExtension), ...all.filter((one) => !isExtension(one))];
  const named = new Map<string, SchemaObject[]>();
  for (const one of objects) named.set(one.name, [...(named.get(one.name) ?? []), one]);
  const sorted = new Set<SchemaObject>();
  const open = objects.toReversed();
  const met = new Set<SchemaObject>();
  for (let object = open.at(-1); object !== undefined; object = open.at(-1)) {
    const needed = met.has(object) ? [] : object.dependsOn.flatMap((name) => named.get(name) ?? []);
    const first = needed.filter((one) => !met.has(one));
    met.add(object);
    if (first.length > 0) open.push(...first);
    else sorted.add(open.pop() ?? object);
  }
  return [...sorted];
}

/** Names of the objects for which tables and enums must be as they will be. */
function lateNames(draft: Draft, schema: Schema): ReadonlySet<string> {
  return namesOn(schema, new Set([...schema.tables.keys(), ...changedEnums(draft)]));
}

function changedEnums({ schema, task: { to } }: Draft): readonly string[] {
  return [...schema.enums.keys()].filter(
    (name) => !isDeepStrictEqual(schema.enums.get(name), to.enums.get(name)),
  );
}

/** Names of the objects that depend on one of these, directly or through others. */
function namesOn({ objects }: Schema, on: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, dependsOn } of inOrder([...objects.values()])) {
    if (dependsOn.some((one) => on.has(one) || found.has(one))) found.add(name);
  }
  return found;
}

/** Does the table go, get another name, or change in a way that what stands on its fields may forbid? */
function isMoved(from: Table, to: Table | undefined): boolean {
  if (to === undefined) return true;
  const next = new Map(to.fields.map((field) => [field.name, typeOf(field)]));
  return from.fields.some((field) => !isDeepStrictEqual(typeOf(field), next.get(field.name)));
}

function typeOf({ type, native, length, precision, scale, values, collation, generated }: Field) {
  return { type, native, length, precision, scale, values, collation, generated };
}
