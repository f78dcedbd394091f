import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { renameIndex, requireIndex } from "../schema/with-index.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TableOperation,
} from "./base-operation.js";
import type { OperationContext, OperationType } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `RenameIndex`. */
export interface RenameIndexData extends OperationFlagsData {
  readonly table: string;
  readonly oldName: string;
  readonly newName: string;
}

/** Renames an index. */
export class RenameIndex extends TableOperation {
  readonly kind = "rename_index";
  readonly oldName: string;
  readonly newName: string;

  constructor(data: RenameIndexData) {
    super(data);
    this.oldName = data.oldName;
    this.newName = data.newName;
  }

  describe(): string {
    return `Rename index ${this.oldName} of ${this.table} to ${this.newName}`;
  }

  nameFragment(): string {
    return `rename_${this.oldName}_to_${this.newName}`;
  }

  mutate(before: Schema): Schema {
    return renameIndex(before, { table: this.table, from: this.oldName, to: this.newName });
  }

  protected change({ editor }: OperationContext, change: TableChange): readonly Step[] {
    const [from, to] = [
      requireIndex(change.from, this.oldName),
      requireIndex(change.to, this.newName),
    ];
    return editor.renameIndex(change, from, to);
  }

  protected override changeBack(
    { editor }: OperationContext,
    change: TableChange,
  ): readonly Step[] {
    const [from, to] = [
      requireIndex(change.from, this.newName),
      requireIndex(change.to, this.oldName),
    ];
    return editor.renameIndex(change, from, to);
  }

  protected fields() {
    return { table: this.table, oldName: this.oldName, newName: this.newName };
  }
}

export const renameIndexType: OperationType = defineType({
  kind: "rename_index",
  className: "RenameIndex",
  entries: { table: identifier, oldName: identifier, newName: identifier, ...flagEntries },
  make: (data) => new RenameIndex(data),
});
