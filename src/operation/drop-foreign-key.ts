import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { requireForeignKey, withoutForeignKey } from "../schema/with-foreign-key.js";
import {
  BaseOperation,
  changeOf,
  defineType,
  flagEntries,
  type OperationFlagsData,
  reversed,
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
export class DropForeignKey extends BaseOperation {
  readonly kind = "drop_foreign_key";
  readonly table: string;
  readonly constraint: string;

  constructor(data: DropForeignKeyData) {
    super(data);
    this.table = data.table;
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

  protected forward(context: OperationContext): readonly Step[] {
    const change = changeOf(context, this.table);
    return context.editor.dropForeignKey(change, requireForeignKey(change.from, this.constraint));
  }

  protected backward(context: OperationContext): readonly Step[] {
    const change = changeOf(reversed(context), this.table);
    return context.editor.addForeignKey(change, requireForeignKey(change.to, this.constraint));
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
