import * as v from "valibot";
import { withPrimaryKey } from "../schema/with-constraint.js";
import { bareName } from "./change-table.js";
import type { ConstraintData } from "./constraint-operation.js";
import { defineTableOperation, flagEntries } from "./define-operation.js";
import {
  type PrimaryKeyData,
  primaryKeyFromData,
  primaryKeySchema,
  primaryKeyToData,
} from "./table-data.js";
import { identifier } from "./validate.js";

/** What an author gives to `AlterPrimaryKey`: the fields of the new key, null for none. */
export type AlterPrimaryKeyData = ConstraintData<PrimaryKeyData | null>;

/** Gives a table another primary key, its first one, or none. */
export const alterPrimaryKeyType = defineTableOperation({
  kind: "alter_primary_key",
  className: "AlterPrimaryKey",
  entries: { table: identifier, constraint: v.nullable(primaryKeySchema), ...flagEntries },
  parts: ({ table, constraint }) => ({
    table,
    key: constraint === null ? undefined : primaryKeyFromData(constraint),
  }),
  data: ({ table, key }) => {
    if (key === undefined) return { table, constraint: null };
    const data = primaryKeyToData(key);
    return { table, constraint: "fields" in data ? data : { fields: data } };
  },
  describe: ({ table, key }) =>
    key === undefined
      ? `Drop the primary key of ${table}`
      : `Make (${key.fields.join(", ")}) the primary key of ${table}`,
  nameFragment: ({ table, key }) =>
    `${key === undefined ? "drop_" : ""}primary_key_of_${bareName(table)}`,
  mutate: ({ table, key }, before) => withPrimaryKey(before, table, key),
  change: (editor, change) => editor.alterConstraints(change),
});
