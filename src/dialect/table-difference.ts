import { isDeepStrictEqual } from "node:util";
import type { Field } from "../schema/field.js";
import type { Table } from "../schema/table.js";

/** Indexes and constraints of `from` that `to` has not, or has in another form. */
type TableDifference = Pick<
  Table,
  "indexes" | "foreignKeys" | "uniques" | "checks" | "exclusions" | "primaryKey"
>;

/** What must go on the way from one form of a table to the other; swapped: what must come. */
export function lostMembers(from: Table, to: Table): TableDifference {
  return {
    indexes: missing(from.indexes, to.indexes),
    foreignKeys: missing(from.foreignKeys, to.foreignKeys),
    uniques: missing(from.uniques, to.uniques),
    checks: missing(from.checks, to.checks),
    exclusions: missing(from.exclusions, to.exclusions),
    primaryKey: isDeepStrictEqual(from.primaryKey, to.primaryKey) ? undefined : from.primaryKey,
  };
}

/** Names are unique among members of a kind. */
function missing<Item extends { readonly name: string }>(
  items: readonly Item[],
  others: readonly Item[],
): Item[] {
  const open = otherObjects(items, others);
  if (open.length === 0) return open;
  const byName = new Map(others.map((other) => [other.name, other]));
  return open.filter((item) => !isDeepStrictEqual(item, byName.get(item.name)));
}

/** A field and what it was before; undefined when it was not there. */
interface ChangedField {
  readonly old: Field | undefined;
  readonly field: Field;
}

/** The fields of `to` that `from` has not, or has as another object. */
export function changedFields(from: Table | undefined, to: Table): readonly ChangedField[] {
  const changed = otherObjects(to.fields, from?.fields ?? []);
  if (changed.length === 0) return [];
  const byName = new Map(from?.fields.map((field) => [field.name, field]));
  return changed.map((field) => ({ old: byName.get(field.name), field }));
}

/**
 * The items that are not there as the same object: what a change leaves alone is, mostly at the same
 * place, so that a table of many members is compared quickly.
 */
function otherObjects<Item>(items: readonly Item[], others: readonly Item[]): Item[] {
  const moved = items.filter((item, at) => item !== others[at]);
  if (moved.length === 0) return moved;
  const all = new Set(others);
  return moved.filter((item) => !all.has(item));
}
