import { suggestion } from "../text/nearest-name.js";
import type { Schema } from "./schema.js";
import {
  isOnTable,
  type ObjectName,
  objectKey,
  objectText,
  type SchemaObject,
} from "./schema-object.js";
import { StateError } from "./state-error.js";
import type { Table } from "./table.js";
import { TableMap } from "./table-map.js";

/** Adds an object. @throws StateError when it is there, or something that it depends on is not. */
export function withObject(schema: Schema, object: SchemaObject): Schema {
  const key = objectKey(object);
  if (schema.objects.has(key)) {
    throw new StateError({
      code: "SCHEMA_OBJECT_EXISTS",
      message: `${objectText(object)} exists already`,
      hint: "Drop the one that has the name first, or choose another name.",
      member: object.name,
    });
  }
  for (const name of object.dependsOn) requireDependency(schema, object, name);
  if (isOnTable(object) && object.drop === undefined && tableOf(schema, object) === undefined) {
    throw new StateError({
      code: "SCHEMA_OBJECT_MISSING",
      message: `${objectText(object)} depends on no table`,
      hint: `Name the table that it is on in dependsOn: a ${object.kind} is dropped with it.`,
      member: object.name,
    });
  }
  return withObjects(schema, TableMap.from(schema.objects).with(key, object));
}

/** Removes an object. @throws StateError when it is missing or another one depends on it. */
export function withoutObject(schema: Schema, object: SchemaObject): Schema {
  const left = withObjects(schema, TableMap.from(schema.objects).without(objectKey(object)));
  // One for another database may have the name still.
  if (!knows(left, object.name)) requireUnused(left, object.name, objectText(object));
  return left;
}

/** The object of that kind and name. @throws StateError with the nearest name. */
export function requireObject(schema: Schema, wanted: ObjectName): SchemaObject {
  const object = schema.objects.get(objectKey(wanted));
  if (object !== undefined) return object;
  const known = [...schema.objects.values()].filter(({ kind }) => kind === wanted.kind);
  throw new StateError({
    code: "SCHEMA_OBJECT_MISSING",
    message: `${objectText(wanted)} does not exist at this point`,
    hint: suggestion(
      wanted.name,
      known.map(({ name }) => name),
      known.length === 0
        ? "Create it in an earlier operation, or depend on the migration that does."
        : `There are ${known.map(objectText).join(", ")}.`,
    ),
    member: wanted.name,
  });
}

/** Nothing may go, or get another name, under an object. @throws StateError when one depends on it. */
export function requireUnused(schema: Schema, name: string, what: string): void {
  for (const object of schema.objects.values()) {
    if (!object.dependsOn.includes(name)) continue;
    throw new StateError({
      code: "SCHEMA_OBJECT_DEPENDS",
      message: `${what} cannot be dropped or renamed: ${objectText(object)} depends on it`,
      hint: "Drop that one with DropObject in an operation before, and create it again after.",
      table: schema.tables.has(name) ? name : undefined,
      member: object.name,
    });
  }
}

/** The table that a trigger, a policy or a rule is on: the first that it depends on. */
export function tableOf(schema: Schema, { dependsOn }: SchemaObject): Table | undefined {
  for (const name of dependsOn) {
    const table = schema.tables.get(name);
    if (table !== undefined) return table;
  }
  return undefined;
}

function requireDependency(schema: Schema, object: SchemaObject, name: string): void {
  if (schema.tables.has(name) || schema.enums.has(name) || knows(schema, name)) return;
  const known = [
    ...schema.tables.keys(),
    ...schema.enums.keys(),
    ...[...schema.objects.values()].map((one) => one.name),
  ];
  throw new StateError({
    code: "SCHEMA_OBJECT_MISSING",
    message: `${objectText(object)} depends on "${name}", which does not exist at this point`,
    hint: suggestion(name, known, "Create it in an earlier operation, or correct dependsOn."),
    member: object.name,
  });
}

function knows(schema: Schema, name: string): boolean {
  return [...schema.objects.values()].some((other) => other.name === name);
}

/** The schema with these objects alone; what they depend on is not looked at. */
export function withAllObjects(schema: Schema, objects: Iterable<SchemaObject>): Schema {
  const all = [...objects].map((one) => [objectKey(one), one] as const);
  return withObjects(schema, TableMap.from(all));
}

function withObjects(schema: Schema, objects: Schema["objects"]): Schema {
  return Object.freeze({ ...schema, objects });
}
