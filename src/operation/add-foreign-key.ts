import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import type { ForeignKey } from "../schema/table.js";
import { withForeignKey } from "../schema/with-foreign-key.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TableOperation,
} from "./base-operation.js";
import { addedTo, bareName } from "./change-table.js";
import {
  type ForeignKeyConstraintData,
  foreignKeyConstraintSchema,
  tableForeignKey,
  tableForeignKeyData,
} from "./foreign-key-data.js";
import type { OperationContext, OperationData, OperationType } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `AddForeignKey`. */
export interface AddForeignKeyData extends OperationFlagsData {
  readonly table: string;
  readonly constraint: ForeignKeyConstraintData;
}

interface AddForeignKeyParts extends OperationFlagsData {
  readonly table: string;
  readonly constraint: ForeignKey;
}

/** Adds a foreign key over fields that are there. */
export class AddForeignKey extends TableOperation {
  readonly kind = "add_foreign_key";
  readonly constraint: ForeignKey;

  constructor(parts: AddForeignKeyParts) {
    super(parts);
    this.constraint = parts.constraint;
  }

  describe(): string {
    return `Add foreign key ${this.constraint.name} from ${this.table} to ${this.constraint.table}`;
  }

  nameFragment(): string {
    return `${this.constraint.fields.join("_")}_of_${bareName(this.table)}_to_${bareName(this.constraint.table)}`;
  }

  mutate(before: Schema): Schema {
    return withForeignKey(before, this.table, this.constraint);
  }

  protected change({ editor }: OperationContext, change: TableChange): readonly Step[] {
    return editor.addForeignKey(change, addedTo(change.to.foreignKeys));
  }

  protected override changeBack(
    { editor }: OperationContext,
    change: TableChange,
  ): readonly Step[] {
    return editor.dropForeignKey(change, addedTo(change.from.foreignKeys));
  }

  protected fields() {
    return {
      table: this.table,
      constraint: tableForeignKeyData(this.constraint, bareName(this.table)),
    };
  }
}

/** The predecessor's spelling: everything beside `table`. */
function accept(data: OperationData): OperationData {
  const { fieldName, constraintName, referencedTable, onDelete, onUpdate, ...rest } = data;
  if (fieldName === undefined || rest.constraint !== undefined) return data;
  const constraint = {
    name: constraintName,
    field: fieldName,
    table: referencedTable,
    onDelete,
    onUpdate,
  };
  const given = Object.entries(constraint).filter(
    ([, value]) => value !== undefined && value !== "",
  );
  return { ...rest, constraint: Object.fromEntries(given) };
}

export const addForeignKeyType: OperationType = defineType({
  kind: "add_foreign_key",
  className: "AddForeignKey",
  entries: { table: identifier, constraint: foreignKeyConstraintSchema, ...flagEntries },
  accept,
  make: ({ constraint, ...data }) =>
    new AddForeignKey({ ...data, constraint: tableForeignKey(constraint, bareName(data.table)) }),
});
