import { findField, requireField } from "../schema/find-field.js";
import { type EnumType, requireTable, type Schema, tableKey } from "../schema/schema.js";
import type { ForeignKey, Table } from "../schema/table.js";
import { fieldsOf } from "../schema/with-enum.js";
import { replaceTable } from "../schema/with-table.js";
import type { ColumnChange } from "./schema-change.js";

/** What becomes of an enum that fields share, and the schemas around that. */
export interface SharedEnumChange {
  readonly before: Schema;
  readonly after: Schema;
  readonly from: EnumType;
  readonly to: EnumType;
  /** Old name of a value -> its new one. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Values that go -> what rows that have them get instead. */
  readonly replaced: ReadonlyMap<string, string>;
}

/** One field that gets the new values. */
export type SharingField = Omit<ColumnChange, "options">;

/** The fields that share the enum, one after the other: between two of them some have the old values. */
export function* sharingFields({
  before,
  after,
  to,
}: Pick<SharedEnumChange, "before" | "after" | "to">): Generator<SharingField> {
  let schema = before;
  for (const { table, field } of fieldsOf(after, to.name)) {
    const key = tableKey(table);
    const from = requireTable(schema, key);
    const oldField = requireField(from, field.name);
    const fields = from.fields.map((one) => (one === oldField ? field : one));
    const next = replaceTable(schema, { ...from, fields });
    const change = { before: schema, after: next, from, to: requireTable(next, key) };
    yield { change, oldField, newField: field };
    schema = next;
  }
}

/** A foreign key and the table that has it. */
interface HeldKey {
  readonly table: Table;
  readonly key: ForeignKey;
}

/** Foreign keys over fields that share the enum, to tables that are there. */
export function keysOver(schema: Schema, name: string): readonly HeldKey[] {
  const tables = new Set(fieldsOf(schema, name).map(({ table }) => table));
  return [...tables].flatMap((table) =>
    table.foreignKeys
      .filter((key) => schema.tables.has(key.table))
      .filter(({ fields }) => fields.some((field) => findField(table, field)?.enum === name))
      .map((key) => ({ table, key })),
  );
}

/** The schema without {@link keysOver}. */
export function withoutKeysOver(schema: Schema, name: string): Schema {
  return keysOver(schema, name).reduce((bare, { table, key }) => {
    const held = requireTable(bare, tableKey(table));
    const foreignKeys = held.foreignKeys.filter((other) => other !== key);
    return replaceTable(bare, { ...held, foreignKeys });
  }, schema);
}
