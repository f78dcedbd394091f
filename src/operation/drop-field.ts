import * as v from "valibot";
import { requireField } from "../schema/find-field.js";
import { withoutField } from "../schema/with-field.js";
import { bareName } from "./change-table.js";
import { defineTableOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { identifier, sqlText } from "./validate.js";

/** What an author gives to `DropField`. */
export interface DropFieldData extends OperationFlagsData {
  readonly table: string;
  readonly field: string;
  /** SQL expression for the rows that are there when `down` brings back a field without NULL. */
  readonly backfill?: string | undefined;
}

/** Drops a field, and the indexes, foreign keys, uniques and checks that are about it. */
export const dropFieldType = defineTableOperation({
  kind: "drop_field",
  className: "DropField",
  entries: { table: identifier, field: identifier, backfill: v.optional(sqlText), ...flagEntries },
  destructive: () => true,
  describe: ({ table, field }) => `Drop field ${field} from ${table}`,
  nameFragment: ({ table, field }) => `drop_${field}_from_${bareName(table)}`,
  mutate: ({ table, field }, before) => withoutField(before, table, field),
  change: (editor, change, { field }) => editor.dropField(change, requireField(change.from, field)),
  changeBack: (editor, change, { field, backfill }) =>
    editor.addField(change, requireField(change.to, field), backfill),
});
