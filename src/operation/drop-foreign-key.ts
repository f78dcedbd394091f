import { requireForeignKey, withoutForeignKey } from "../schema/with-foreign-key.js";
import { defineTableOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import type { OperationData } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `DropForeignKey`. */
export interface DropForeignKeyData extends OperationFlagsData {
  readonly table: string;
  /** Its name. */
  readonly constraint: string;
}

/** Drops a foreign key; the fields stay, with the type that they had. */
export const dropForeignKeyType = defineTableOperation({
  kind: "drop_foreign_key",
  className: "DropForeignKey",
  entries: { table: identifier, constraint: identifier, ...flagEntries },
  accept,
  describe: ({ table, constraint }) => `Drop foreign key ${constraint} from ${table}`,
  nameFragment: ({ constraint }) => `drop_${constraint}`,
  mutate: ({ table, constraint }, before) => withoutForeignKey(before, table, constraint),
  change: (editor, change, { constraint }) =>
    editor.dropForeignKey(change, requireForeignKey(change.from, constraint)),
  changeBack: (editor, change, { constraint }) =>
    editor.addForeignKey(change, requireForeignKey(change.to, constraint)),
});

/** The predecessor's spelling. */
function accept(data: OperationData): OperationData {
  const { constraintName, ...rest } = data;
  if (constraintName === undefined || rest.constraint !== undefined) return data;
  return { ...rest, constraint: constraintName };
}
