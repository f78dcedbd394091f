import { renameIndex, requireIndex } from "../schema/with-index.js";
import { defineTableOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `RenameIndex`. */
export interface RenameIndexData extends OperationFlagsData {
  readonly table: string;
  readonly oldName: string;
  readonly newName: string;
}

/** Renames an index. */
export const renameIndexType = defineTableOperation({
  kind: "rename_index",
  className: "RenameIndex",
  entries: { table: identifier, oldName: identifier, newName: identifier, ...flagEntries },
  describe: ({ oldName, table, newName }) => `Rename index ${oldName} of ${table} to ${newName}`,
  nameFragment: ({ oldName, newName }) => `rename_${oldName}_to_${newName}`,
  mutate: ({ table, oldName, newName }, before) =>
    renameIndex(before, { table, from: oldName, to: newName }),
  change: (editor, change, { oldName, newName }) =>
    editor.renameIndex(
      change,
      requireIndex(change.from, oldName),
      requireIndex(change.to, newName),
    ),
  changeBack: (editor, change, { oldName, newName }) =>
    editor.renameIndex(
      change,
      requireIndex(change.from, newName),
      requireIndex(change.to, oldName),
    ),
});
