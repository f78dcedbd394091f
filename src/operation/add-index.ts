import * as v from "valibot";
import { withIndex } from "../schema/with-index.js";
import { addedTo, bareName } from "./change-table.js";
import { defineTableOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { type IndexData, indexFromData, indexSchema, indexToData } from "./index-data.js";
import { OperationError } from "./operation-error.js";
import { flag, identifier } from "./validate.js";

/** What an author gives to `AddIndex`. */
export interface AddIndexData extends OperationFlagsData {
  readonly table: string;
  readonly index: IndexData;
  /** Without blocking writers where the database can. */
  readonly concurrently?: boolean | undefined;
}

/** Builds an index. */
export const addIndexType = defineTableOperation({
  kind: "add_index",
  className: "AddIndex",
  entries: {
    table: identifier,
    index: indexSchema,
    concurrently: v.optional(flag),
    ...flagEntries,
  },
  parts: ({ table, index: given, concurrently = given.concurrently }, path) => {
    if ((given.concurrently ?? concurrently) !== concurrently) {
      throw new OperationError({
        code: "OPERATION_INVALID",
        message: `"concurrently" is ${concurrently} here and ${given.concurrently} in the index`,
        hint: "Write it once, beside the index.",
        path,
      });
    }
    return { table, index: indexFromData({ ...given, concurrently }, bareName(table)) };
  },
  data: ({ table, index }) => ({
    table,
    index: indexToData(index),
    ...(index.concurrently && { concurrently: true }),
  }),
  describe: ({ table, index }) => `Add index ${index.name} to ${table}`,
  nameFragment: ({ table, index }) => `${index.name}_to_${bareName(table)}`,
  mutate: ({ table, index }, before) => withIndex(before, table, index),
  change: (editor, change, { index: { concurrently } }) =>
    editor.addIndex(change, { ...addedTo(change.to.indexes), concurrently }),
  changeBack: (editor, change, { index: { concurrently } }) =>
    editor.dropIndex(change, { ...addedTo(change.from.indexes), concurrently }),
});
