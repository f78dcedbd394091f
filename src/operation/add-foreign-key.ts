import { withForeignKey } from "../schema/with-foreign-key.js";
import { addedTo, bareName } from "./change-table.js";
import { defineTableOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import {
  type ForeignKeyConstraintData,
  foreignKeyConstraintSchema,
  tableForeignKey,
  tableForeignKeyData,
} from "./foreign-key-data.js";
import type { OperationData } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `AddForeignKey`. */
export interface AddForeignKeyData extends OperationFlagsData {
  readonly table: string;
  readonly constraint: ForeignKeyConstraintData;
}

/** Adds a foreign key over fields that are there. */
export const addForeignKeyType = defineTableOperation({
  kind: "add_foreign_key",
  className: "AddForeignKey",
  entries: { table: identifier, constraint: foreignKeyConstraintSchema, ...flagEntries },
  accept,
  parts: ({ table, constraint }) => ({
    table,
    key: tableForeignKey(constraint, bareName(table)),
  }),
  data: ({ table, key }) => ({ table, constraint: tableForeignKeyData(key, bareName(table)) }),
  describe: ({ table, key }) => `Add foreign key ${key.name} from ${table} to ${key.table}`,
  nameFragment: ({ table, key }) =>
    `${key.fields.join("_")}_of_${bareName(table)}_to_${bareName(key.table)}`,
  mutate: ({ table, key }, before) => withForeignKey(before, table, key),
  change: (editor, change) => editor.addForeignKey(change, addedTo(change.to.foreignKeys)),
  changeBack: (editor, change) => editor.dropForeignKey(change, addedTo(change.from.foreignKeys)),
});

/** The predecessor's spelling: everything beside `table`. */
function accept(data: OperationData): OperationData {
  const { fieldName, constraintName, referencedTable, onDelete, onUpdate, ...rest } = data;
  if (fieldName === undefined || rest.constraint !== undefined) return data;
  const constraint = {
    name: constraintName,
    field: fieldName,
    table: referencedTable,
    onDelete,
    onUpdate,
  };
  const given = Object.entries(constraint).filter(
    ([, value]) => value !== undefined && value !== "",
  );
  return { ...rest, constraint: Object.fromEntries(given) };
}
