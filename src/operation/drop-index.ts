import * as v from "valibot";
import { requireIndex, withoutIndex } from "../schema/with-index.js";
import { defineTableOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { flag, identifier } from "./validate.js";

/** What an author gives to `DropIndex`. */
export interface DropIndexData extends OperationFlagsData {
  readonly table: string;
  /** Its name. */
  readonly index: string;
  /** Without blocking writers where the database can. */
  readonly concurrently?: boolean | undefined;
}

/** Drops an index; `down` builds it again as it was. */
export const dropIndexType = defineTableOperation({
  kind: "drop_index",
  className: "DropIndex",
  entries: { table: identifier, index: identifier, concurrently: v.optional(flag), ...flagEntries },
  parts: ({ table, index, concurrently = false }) => ({ table, index, concurrently }),
  data: ({ table, index, concurrently }) => ({
    table,
    index,
    ...(concurrently && { concurrently }),
  }),
  describe: ({ table, index }) => `Drop index ${index} from ${table}`,
  nameFragment: ({ index }) => `drop_${index}`,
  mutate: ({ table, index }, before) => withoutIndex(before, table, index),
  change: (editor, change, { index, concurrently }) =>
    editor.dropIndex(change, { ...requireIndex(change.from, index), concurrently }),
  changeBack: (editor, change, { index, concurrently }) =>
    editor.addIndex(change, { ...requireIndex(change.to, index), concurrently }),
});
