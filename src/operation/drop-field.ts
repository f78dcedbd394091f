import * as v from "valibot";
import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import { requireField } from "../schema/find-field.js";
import type { Schema } from "../schema/schema.js";
import { withoutField } from "../schema/without-field.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TableOperation,
} from "./base-operation.js";
import { bareName } from "./change-table.js";
import type { OperationContext, OperationType } from "./operation.js";
import { identifier, sqlText } from "./validate.js";

/** What an author gives to `DropField`. */
export interface DropFieldData extends OperationFlagsData {
  readonly table: string;
  readonly field: string;
  /** SQL expression for the rows that are there when `down` brings back a field without NULL. */
  readonly backfill?: string | undefined;
}

/** Drops a field, and the indexes, foreign keys, uniques and checks that are about it. */
export class DropField extends TableOperation {
  readonly kind = "drop_field";
  readonly field: string;
  readonly backfill: string | undefined;

  constructor(data: DropFieldData) {
    super(data);
    this.field = data.field;
    this.backfill = data.backfill;
  }

  override get destructive(): boolean {
    return !this.schemaOnly;
  }

  describe(): string {
    return `Drop field ${this.field} from ${this.table}`;
  }

  nameFragment(): string {
    return `drop_${this.field}_from_${bareName(this.table)}`;
  }

  mutate(before: Schema): Schema {
    return withoutField(before, this.table, this.field);
  }

  protected change({ editor }: OperationContext, change: TableChange): readonly Step[] {
    return editor.dropField(change, requireField(change.from, this.field));
  }

  protected override changeBack(
    { editor }: OperationContext,
    change: TableChange,
  ): readonly Step[] {
    return editor.addField(change, requireField(change.to, this.field), this.backfill);
  }

  protected fields() {
    return {
      table: this.table,
      field: this.field,
      ...(this.backfill !== undefined && { backfill: this.backfill }),
    };
  }
}

export const dropFieldType: OperationType = defineType({
  kind: "drop_field",
  className: "DropField",
  entries: {
    table: identifier,
    field: identifier,
    backfill: v.optional(sqlText),
    ...flagEntries,
  },
  make: (data) => new DropField(data),
});
