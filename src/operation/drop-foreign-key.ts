import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { requireForeignKey, withoutForeignKey } from "../schema/with-foreign-key.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TableOperation,
} from "./base-operation.js";
import type { OperationContext, OperationData, OperationType } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `DropForeignKey`. */
export interface DropForeignKeyData extends OperationFlagsData {
  readonly table: string;
  /** Its name. */
  readonly constraint: string;
}

/** Drops a foreign key; the fields stay, with the type that they had. */
export class DropForeignKey extends TableOperation {
  readonly kind = "drop_foreign_key";
  readonly constraint: string;

  constructor(data: DropForeignKeyData) {
    super(data);
    this.constraint = data.constraint;
  }

  describe(): string {
    return `Drop foreign key ${this.constraint} from ${this.table}`;
  }

  nameFragment(): string {
    return `drop_${this.constraint}`;
  }

  mutate(before: Schema): Schema {
    return withoutForeignKey(before, this.table, this.constraint);
  }

  protected change({ editor }: OperationContext, change: TableChange): readonly Step[] {
    return editor.dropForeignKey(change, requireForeignKey(change.from, this.constraint));
  }

  protected override changeBack(
    { editor }: OperationContext,
    change: TableChange,
  ): readonly Step[] {
    return editor.addForeignKey(change, requireForeignKey(change.to, this.constraint));
  }

  protected fields() {
    return { table: this.table, constraint: this.constraint };
  }
}

/** The predecessor's spelling. */
function accept(data: OperationData): OperationData {
  const { constraintName, ...rest } = data;
  if (constraintName === undefined || rest.constraint !== undefined) return data;
  return { ...rest, constraint: constraintName };
}

export const dropForeignKeyType: OperationType = defineType({
  kind: "drop_foreign_key",
  className: "DropForeignKey",
  entries: { table: identifier, constraint: identifier, ...flagEntries },
  accept,
  make: (data) => new DropForeignKey(data),
});
