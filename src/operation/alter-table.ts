import * as v from "valibot";
import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import { requireTable, type Schema } from "../schema/schema.js";
import { makeTable } from "../schema/table.js";
import { replaceTable } from "../schema/with-table.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TableOperation,
} from "./base-operation.js";
import { bareName } from "./change-table.js";
import type { OperationContext, OperationType } from "./operation.js";
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
export class AlterTable extends TableOperation {
  readonly kind = "alter_table";
  readonly comment: string | null | undefined;
  readonly options: AlterTableData["options"];

  constructor(data: AlterTableData) {
    super(data);
    this.comment = data.comment;
    this.options = data.options;
  }

  describe(): string {
    const changed = [
      ...(this.comment === undefined ? [] : ["comment"]),
      ...Object.keys(this.options ?? {}).sort(),
    ];
    return `Alter table ${this.table} (${changed.join(", ")})`;
  }

  nameFragment(): string {
    return `alter_${bareName(this.table)}`;
  }

  mutate(before: Schema): Schema {
    const table = requireTable(before, this.table);
    const options = Object.entries({ ...table.options, ...this.options }).flatMap(([key, value]) =>
      value === null ? [] : [[key, String(value)]],
    );
    return replaceTable(
      before,
      makeTable({
        ...table,
        comment: this.comment === undefined ? table.comment : (this.comment ?? undefined),
        options: Object.fromEntries(options),
      }),
    );
  }

  protected change({ editor }: OperationContext, change: TableChange): readonly Step[] {
    return editor.alterTable(change);
  }

  protected fields() {
    return {
      table: this.table,
      ...(this.comment !== undefined && { comment: this.comment }),
      ...(this.options !== undefined && { options: this.options }),
    };
  }
}

export const alterTableType: OperationType = defineType({
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
  make: (data, path) => {
    if (data.comment === undefined && Object.keys(data.options ?? {}).length === 0) {
      throw new OperationError({
        code: "OPERATION_INVALID",
        message: "nothing of the table changes",
        hint: "Give a comment, options or both; a name is changed by RenameTable.",
        path,
      });
    }
    return new AlterTable(data);
  },
});
