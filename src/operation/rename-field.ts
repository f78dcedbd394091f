import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import { renameField } from "../schema/rename-field.js";
import type { Schema } from "../schema/schema.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TableOperation,
} from "./base-operation.js";
import { bareName } from "./change-table.js";
import type { OperationContext, OperationType } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `RenameField`. */
export interface RenameFieldData extends OperationFlagsData {
  readonly table: string;
  readonly oldName: string;
  readonly newName: string;
}

/** Renames a field; keys, indexes, foreign keys of every table and expressions follow. */
export class RenameField extends TableOperation {
  readonly kind = "rename_field";
  readonly oldName: string;
  readonly newName: string;

  constructor(data: RenameFieldData) {
    super(data);
    this.oldName = data.oldName;
    this.newName = data.newName;
  }

  describe(): string {
    return `Rename field ${this.oldName} of ${this.table} to ${this.newName}`;
  }

  nameFragment(): string {
    return `rename_${this.oldName}_to_${this.newName}_in_${bareName(this.table)}`;
  }

  mutate(before: Schema): Schema {
    return renameField(before, { table: this.table, from: this.oldName, to: this.newName });
  }

  protected change({ editor }: OperationContext, change: TableChange): readonly Step[] {
    return editor.renameField(change, this.oldName, this.newName);
  }

  protected override changeBack(
    { editor }: OperationContext,
    change: TableChange,
  ): readonly Step[] {
    return editor.renameField(change, this.newName, this.oldName);
  }

  protected fields() {
    return { table: this.table, oldName: this.oldName, newName: this.newName };
  }
}

export const renameFieldType: OperationType = defineType({
  kind: "rename_field",
  className: "RenameField",
  entries: { table: identifier, oldName: identifier, newName: identifier, ...flagEntries },
  make: (data) => new RenameField(data),
});
