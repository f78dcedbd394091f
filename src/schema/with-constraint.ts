import { requireField } from "./find-field.js";
import { freeUnique } from "./free-names.js";
import { requireKeys, requireNoReference } from "./key-references.js";
import { memberMissing, memberNamed, requireFree } from "./member-names.js";
import { requireTable, type Schema } from "./schema.js";
import { StateError } from "./state-error.js";
import type { Check, Exclusion, PrimaryKey, Table, Unique } from "./table.js";
import { replaceTable } from "./with-table.js";

/** Adds a check. @throws StateError when the name is taken. */
export function withCheck(schema: Schema, table: string, check: Check): Schema {
  const owner = requireTable(schema, table);
  requireFree(owner, check.name);
  return replaceTable(schema, { ...owner, checks: [...owner.checks, check] });
}

/** Removes a check. @throws StateError with the nearest name when there is none of that name. */
export function withoutCheck(schema: Schema, table: string, name: string): Schema {
  const owner = requireTable(schema, table);
  return replaceTable(schema, { ...owner, checks: without(owner, owner.checks, name, "check") });
}

/** Adds an exclusion. @throws StateError when the name is taken. */
export function withExclusion(schema: Schema, table: string, exclusion: Exclusion): Schema {
  const owner = requireTable(schema, table);
  requireFree(owner, exclusion.name);
  return replaceTable(schema, { ...owner, exclusions: [...owner.exclusions, exclusion] });
}

/** Removes an exclusion. @throws StateError with the nearest name when there is none of that name. */
export function withoutExclusion(schema: Schema, table: string, name: string): Schema {
  const owner = requireTable(schema, table);
  const exclusions = without(owner, owner.exclusions, name, "exclusion");
  return replaceTable(schema, { ...owner, exclusions });
}

/** Adds a unique constraint. @throws StateError when a field is missing or the name is taken. */
export function withUnique(schema: Schema, table: string, unique: Unique): Schema {
  const owner = requireTable(schema, table);
  for (const field of unique.fields) requireField(owner, field);
  return replaceTable(schema, uniqueTable(owner, unique, schema));
}

/** The table with one more unique constraint. @throws StateError when the name is taken. */
export function uniqueTable(table: Table, unique: Unique, schema: Schema): Table {
  const free = freeUnique(schema, table, unique);
  requireFree(table, free.name);
  return { ...table, uniques: [...table.uniques, free] };
}

/**
 * Removes a unique constraint.
 *
 * @throws StateError with the nearest name when there is none of that name, and when it is the only
 * key that a foreign key can refer to.
 */
export function withoutUnique(schema: Schema, table: string, name: string): Schema {
  const owner = requireTable(schema, table);
  const uniques = without(owner, owner.uniques, name, "unique constraint");
  const after = replaceTable(schema, { ...owner, uniques });
  requireKeys(schema, after, table);
  return after;
}

/**
 * Gives the table another primary key, or with undefined none. Its members are never NULL; those of
 * the old one stay as they are.
 *
 * @throws StateError when a field is missing, the name is taken, a foreign key refers to the old
 * one, or there is none to take away.
 */
export function withPrimaryKey(schema: Schema, table: string, key: PrimaryKey | undefined): Schema {
  const owner = requireTable(schema, table);
  const old = owner.primaryKey;
  if (old !== undefined) requireNoReference(schema, table);
  if (old === undefined && key === undefined) {
    throw new StateError({
      code: "SCHEMA_CONSTRAINT_MISSING",
      message: `table "${table}" has no primary key at this point`,
      hint: "Check which operations come before this one.",
      table,
    });
  }
  for (const field of key?.fields ?? []) requireField(owner, field);
  if (key?.name !== undefined) requireFree(owner, key.name);
  const fields = owner.fields.map((field) =>
    field.nullable && key?.fields.includes(field.name)
      ? Object.freeze({ ...field, nullable: false })
      : field,
  );
  return replaceTable(schema, { ...owner, fields, primaryKey: key });
}

function without<Member extends { readonly name: string }>(
  table: Table,
  members: readonly Member[],
  name: string,
  what: string,
): readonly Member[] {
  const member = memberNamed(members, name);
  if (member === undefined) {
    throw memberMissing(what, "SCHEMA_CONSTRAINT_MISSING", { table, name });
  }
  return members.filter((other) => other !== member);
}
