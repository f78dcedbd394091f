import { renameTable } from "../schema/with-table.js";
import { bareName } from "./change-table.js";
import {
  changeOf,
  defineOperation,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./define-operation.js";
import { identifier, newIdentifier } from "./validate.js";

/** What an author gives to `RenameTable`. */
export interface RenameTableData extends OperationFlagsData {
  readonly oldName: string;
  /** Without a namespace: the table stays in its own. */
  readonly newName: string;
}

/** Renames a table; the foreign keys of every table follow. */
export const renameTableType = defineOperation({
  kind: "rename_table",
  className: "RenameTable",
  entries: { oldName: identifier, newName: newIdentifier, ...flagEntries },
  table: ({ oldName }) => oldName,
  describe: ({ oldName, newName }) => `Rename table ${oldName} to ${newName}`,
  nameFragment: ({ oldName, newName }) => `rename_${bareName(oldName)}_to_${newName}`,
  mutate: ({ oldName, newName }, before) => renameTable(before, oldName, newName),
  up: (names, context) =>
    context.editor.renameTable(changeOf(context, names.oldName, newKey(names))),
  down: (names, context) =>
    context.editor.renameTable(changeOf(reversed(context), newKey(names), names.oldName)),
});

function newKey({ oldName, newName }: { readonly oldName: string; readonly newName: string }) {
  const bare = bareName(oldName);
  return oldName.slice(0, oldName.length - bare.length) + newName;
}
