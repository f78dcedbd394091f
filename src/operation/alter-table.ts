import * as v from "valibot";
import { requireTable } from "../schema/schema.js";
import { makeTable } from "../schema/table.js";
import { replaceTable } from "../schema/with-table.js";
import { bareName } from "./change-table.js";
import { defineTableOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { OperationError } from "./operation-error.js";
import { identifier } from "./validate.js";

type OptionValue = string | number | boolean;

/** What an author gives to `AlterTable`; what is left out stays. */
export interface AlterTableData extends OperationFlagsData {
  readonly table: string;
  /** null: no comment any more. */
  readonly comment?: string | null | undefined;
  /** Options that change, as in `CreateTable`; null: as usual again. */
  readonly options?: Readonly<Record<string, OptionValue | null>> | undefined;
}

/** Changes what a table says about itself: its comment and its options. */
export const alterTableType = defineTableOperation({
  kind: "alter_table",
  className: "AlterTable",
  entries: {
    table: identifier,
    comment: v.optional(v.nullable(v.string())),
    options: v.optional(
      v.record(identifier, v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
    ),
    ...flagEntries,
  },
  parts: (data, path) => {
    if (data.comment === undefined && Object.keys(data.options ?? {}).length === 0) {
      throw new OperationError({
        code: "OPERATION_INVALID",
        message: "nothing of the table changes",
        hint: "Give a comment, options or both; a name is changed by RenameTable.",
        path,
      });
    }
    return data;
  },
  describe: ({ table, comment, options = {} }) => {
    const changed = [...(comment === undefined ? [] : ["comment"]), ...Object.keys(options).sort()];
    return `Alter table ${table} (${changed.join(", ")})`;
  },
  nameFragment: ({ table }) => `alter_${bareName(table)}`,
  mutate: ({ table: name, comment, options: changes }, before) => {
    const table = requireTable(before, name);
    const options = Object.entries({ ...table.options, ...changes }).flatMap(([key, value]) =>
      value === null ? [] : [[key, String(value)]],
    );
    return replaceTable(
      before,
      makeTable({
        ...table,
        comment: comment === undefined ? table.comment : (comment ?? undefined),
        options: Object.fromEntries(options),
      }),
    );
  },
  change: (editor, change) => editor.alterTable(change),
});
