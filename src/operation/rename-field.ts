import { renameField } from "../schema/with-field.js";
import { bareName } from "./change-table.js";
import { defineTableOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `RenameField`. */
export interface RenameFieldData extends OperationFlagsData {
  readonly table: string;
  readonly oldName: string;
  readonly newName: string;
}

/** Renames a field; keys, indexes, foreign keys of every table and expressions follow. */
export const renameFieldType = defineTableOperation({
  kind: "rename_field",
  className: "RenameField",
  entries: { table: identifier, oldName: identifier, newName: identifier, ...flagEntries },
  describe: ({ oldName, table, newName }) => `Rename field ${oldName} of ${table} to ${newName}`,
  nameFragment: ({ oldName, newName, table }) =>
    `rename_${oldName}_to_${newName}_in_${bareName(table)}`,
  mutate: ({ table, oldName, newName }, before) =>
    renameField(before, { table, from: oldName, to: newName }),
  change: (editor, change, { oldName, newName }) => editor.renameField(change, oldName, newName),
  changeBack: (editor, change, { oldName, newName }) =>
    editor.renameField(change, newName, oldName),
});
