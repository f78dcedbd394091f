import * as v from "valibot";
import { requireField } from "../schema/find-field.js";
import { junctionTable } from "../schema/junction-table.js";
import { requireTable, type Schema, tableKey } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { uniqueTable } from "../schema/with-constraint.js";
import { withField } from "../schema/with-field.js";
import { withForeignKey } from "../schema/with-foreign-key.js";
import { replaceTable, withTable } from "../schema/with-table.js";
import { admitField, bareName, extendKey } from "./change-table.js";
import {
  changeOf,
  defineOperation,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./define-operation.js";
import {
  type FieldData,
  type FieldSpec,
  fieldFromData,
  fieldSchema,
  fieldToData,
} from "./field-data.js";
import { identifier, sqlText } from "./validate.js";

/** What an author gives to `AddField`. */
export interface AddFieldData extends OperationFlagsData {
  readonly table: string;
  readonly field: FieldData;
  /** SQL expression for the rows that are there. */
  readonly backfill?: string | undefined;
}

interface AddedField {
  readonly table: string;
  readonly spec: FieldSpec;
  readonly backfill: string | undefined;
}

/** Adds a field, with its foreign key and unique constraint; or a `many_to_many` relation. */
export const addFieldType = defineOperation({
  kind: "add_field",
  className: "AddField",
  entries: { table: identifier, field: fieldSchema, backfill: v.optional(sqlText), ...flagEntries },
  parts: ({ table, field, backfill }): AddedField => ({
    table,
    spec: fieldFromData(field, bareName(table)),
    backfill,
  }),
  data: ({ table, spec, backfill }) => ({
    table,
    field: fieldToData(spec, bareName(table)),
    backfill,
  }),
  table: ({ table }) => table,
  describe: ({ table, spec }) => `Add field ${spec.field.name} to ${table}`,
  nameFragment: ({ table, spec }) => `${spec.field.name}_to_${bareName(table)}`,
  mutate: withAdded,
  up: (added, context) => {
    const { editor, before, after } = context;
    const junction = junctionOf(added, before);
    if (junction !== undefined) return editor.createTable({ before, after, table: junction });
    const change = changeOf(context, added.table);
    return editor.addField(change, requireField(change.to, added.spec.field.name), added.backfill);
  },
  down: (added, context) => {
    const { editor, before, after } = reversed(context);
    const junction = junctionOf(added, before);
    if (junction !== undefined) return editor.dropTable({ before, after, table: junction });
    const change = changeOf({ before, after }, added.table);
    return editor.dropField(change, requireField(change.from, added.spec.field.name));
  },
});

function withAdded(added: AddedField, before: Schema): Schema {
  const { spec, table: key } = added;
  const junction = junctionOf(added, before);
  if (junction !== undefined) return withTable(before, junction);
  let schema = withField(before, key, spec.field);
  if (spec.foreignKey !== undefined) schema = withForeignKey(schema, key, spec.foreignKey);
  let table = requireTable(schema, key);
  const field = admitField(spec.field, table, before);
  table = { ...table, fields: [...table.fields.slice(0, -1), field] };
  if (spec.unique !== undefined) table = uniqueTable(table, spec.unique, before);
  if (spec.primaryKey) {
    table = { ...table, primaryKey: extendKey(table.primaryKey, field.name) };
  }
  return replaceTable(schema, table);
}

/** The table behind a `many_to_many` field, as the schema has it if it does. */
function junctionOf({ table, spec }: AddedField, schema: Schema): Table | undefined {
  const { manyToMany, field } = spec;
  if (manyToMany === undefined) return undefined;
  const { name, namespace } = requireTable(schema, table);
  const made = junctionTable({ table: name, namespace, field: field.name, target: manyToMany });
  return schema.tables.get(tableKey(made)) ?? made;
}
