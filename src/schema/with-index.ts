import { requireField } from "./find-field.js";
import { freeIndex } from "./free-names.js";
import { requireKeys } from "./key-references.js";
import { memberMissing, memberNamed, requireFree } from "./member-names.js";
import type { Rename } from "./rename-in-sql.js";
import { requireTable, type Schema } from "./schema.js";
import type { Index, Table } from "./table.js";
import { replaceTable } from "./with-table.js";

/** Adds an index. @throws StateError when a field is missing or the name is taken. */
export function withIndex(schema: Schema, table: string, index: Index): Schema {
  const owner = requireTable(schema, table);
  for (const { field } of index.parts) if (field !== undefined) requireField(owner, field);
  for (const field of index.include) requireField(owner, field);
  const free = freeIndex(schema, owner, atRest(index));
  requireFree(owner, free.name);
  return replaceTable(schema, { ...owner, indexes: [...owner.indexes, free] });
}

/**
 * Removes an index.
 *
 * @throws StateError when there is none of that name, and when it is the only key that a foreign key
 * can refer to.
 */
export function withoutIndex(schema: Schema, table: string, name: string): Schema {
  const owner = requireTable(schema, table);
  const index = requireIndex(owner, name);
  const indexes = owner.indexes.filter((other) => other !== index);
  const after = replaceTable(schema, { ...owner, indexes });
  requireKeys(schema, after, table);
  return after;
}

/** Renames an index; its place stays. @throws StateError when missing or the name is taken. */
export function renameIndex(schema: Schema, rename: Rename): Schema {
  const owner = requireTable(schema, rename.table);
  const index = requireIndex(owner, rename.from);
  requireFree(owner, rename.to);
  const indexes = owner.indexes.map((other) =>
    other === index ? Object.freeze({ ...index, name: rename.to }) : other,
  );
  return replaceTable(schema, { ...owner, indexes });
}

/** The index of that name. @throws StateError with the nearest name. */
export function requireIndex(table: Table, name: string): Index {
  const index = memberNamed(table.indexes, name);
  if (index !== undefined) return index;
  throw memberMissing("index", "SCHEMA_INDEX_MISSING", { table, name });
}

/** `concurrently` says how to build, not what is there. */
export function atRest(index: Index): Index {
  return index.concurrently ? Object.freeze({ ...index, concurrently: false }) : index;
}
