import { isDeepStrictEqual } from "node:util";
import { findField } from "../schema/find-field.js";
import { referencesTo } from "../schema/references-to.js";
import { resolveFieldType } from "../schema/resolve-field-type.js";
import { requireTable, type Schema } from "../schema/schema.js";

export interface FieldOfTable {
  readonly table: string;
  readonly field: string;
}

/**
 * The fields that have the type of this one because they refer to it, directly or through others,
 * and whose type is another one after the change than before; the nearest first.
 */
export function followingFields(
  { before, after }: { readonly before: Schema; readonly after: Schema },
  changed: FieldOfTable,
): readonly FieldOfTable[] {
  if (isDeepStrictEqual(typeOf(before, changed), typeOf(after, changed))) return [];
  const found = [changed];
  for (const target of found) {
    const primary = requireTable(after, target.table).primaryKey?.fields ?? [];
    for (const { table, key } of referencesTo(after, target.table)) {
      const targets = key.targetFields.length === 0 ? primary : key.targetFields;
      const field = key.fields[targets.indexOf(target.field)];
      if (field === undefined || isIn(found, table, field)) continue;
      if (findField(requireTable(after, table), field)?.type !== "foreign_key") continue;
      if (findField(requireTable(before, table), field)?.type !== "foreign_key") continue;
      found.push({ table, field });
    }
  }
  return found
    .slice(1)
    .filter((one) => !isDeepStrictEqual(typeOf(before, one), typeOf(after, one)));
}

function isIn(list: readonly FieldOfTable[], table: string, field: string): boolean {
  return list.some((one) => one.table === table && one.field === field);
}

function typeOf(schema: Schema, { table: key, field: name }: FieldOfTable): unknown {
  const table = requireTable(schema, key);
  const field = findField(table, name);
  if (field === undefined) return undefined;
  try {
    const { type, native, length, precision, scale, values } = resolveFieldType(field, {
      table,
      schema,
    });
    return { type, native, length, precision, scale, values };
  } catch {
    // The target is created later: nothing in the database has that type yet.
    return undefined;
  }
}
