import type { Step } from "../dialect/statement.js";
import { renameTable } from "../schema/rename-table.js";
import type { Schema } from "../schema/schema.js";
import {
  BaseOperation,
  changeOf,
  defineType,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./base-operation.js";
import { bareName } from "./change-table.js";
import type { OperationContext, OperationType } from "./operation.js";
import { identifier, newIdentifier } from "./validate.js";

/** What an author gives to `RenameTable`. */
export interface RenameTableData extends OperationFlagsData {
  readonly oldName: string;
  /** Without a namespace: the table stays in its own. */
  readonly newName: string;
}

/** Renames a table; the foreign keys of every table follow. */
export class RenameTable extends BaseOperation {
  readonly kind = "rename_table";
  readonly oldName: string;
  readonly newName: string;

  constructor(data: RenameTableData) {
    super(data);
    this.oldName = data.oldName;
    this.newName = data.newName;
  }

  get table(): string {
    return this.oldName;
  }

  describe(): string {
    return `Rename table ${this.oldName} to ${this.newName}`;
  }

  nameFragment(): string {
    return `rename_${bareName(this.oldName)}_to_${this.newName}`;
  }

  mutate(before: Schema): Schema {
    return renameTable(before, this.oldName, this.newName);
  }

  protected forward(context: OperationContext): readonly Step[] {
    return context.editor.renameTable(changeOf(context, this.oldName, this.#newKey));
  }

  protected backward(context: OperationContext): readonly Step[] {
    return context.editor.renameTable(changeOf(reversed(context), this.#newKey, this.oldName));
  }

  protected fields() {
    return { oldName: this.oldName, newName: this.newName };
  }

  get #newKey(): string {
    const bare = bareName(this.oldName);
    return this.oldName.slice(0, this.oldName.length - bare.length) + this.newName;
  }
}

export const renameTableType: OperationType = defineType({
  kind: "rename_table",
  className: "RenameTable",
  entries: { oldName: identifier, newName: newIdentifier, ...flagEntries },
  make: (data) => new RenameTable(data),
});
