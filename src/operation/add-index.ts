import * as v from "valibot";
import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import type { Index } from "../schema/table.js";
import { withIndex } from "../schema/with-index.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TableOperation,
} from "./base-operation.js";
import { addedTo, bareName } from "./change-table.js";
import { type IndexData, indexFromData, indexSchema, indexToData } from "./index-data.js";
import type { OperationContext, OperationType } from "./operation.js";
import { OperationError } from "./operation-error.js";
import { flag, identifier } from "./validate.js";

/** What an author gives to `AddIndex`. */
export interface AddIndexData extends OperationFlagsData {
  readonly table: string;
  readonly index: IndexData;
  /** Without blocking writers where the database can. */
  readonly concurrently?: boolean | undefined;
}

interface AddIndexParts extends OperationFlagsData {
  readonly table: string;
  readonly index: Index;
}

/** Builds an index. */
export class AddIndex extends TableOperation {
  readonly kind = "add_index";
  readonly index: Index;

  constructor(parts: AddIndexParts) {
    super(parts);
    this.index = parts.index;
  }

  describe(): string {
    return `Add index ${this.index.name} to ${this.table}`;
  }

  nameFragment(): string {
    return `${this.index.name}_to_${bareName(this.table)}`;
  }

  mutate(before: Schema): Schema {
    return withIndex(before, this.table, this.index);
  }

  protected change({ editor }: OperationContext, change: TableChange): readonly Step[] {
    const { concurrently } = this.index;
    return editor.addIndex(change, { ...addedTo(change.to.indexes), concurrently });
  }

  protected override changeBack(
    { editor }: OperationContext,
    change: TableChange,
  ): readonly Step[] {
    const { concurrently } = this.index;
    return editor.dropIndex(change, { ...addedTo(change.from.indexes), concurrently });
  }

  protected fields() {
    const { concurrently } = this.index;
    return {
      table: this.table,
      index: indexToData(this.index),
      ...(concurrently && { concurrently }),
    };
  }
}

export const addIndexType: OperationType = defineType({
  kind: "add_index",
  className: "AddIndex",
  entries: {
    table: identifier,
    index: indexSchema,
    concurrently: v.optional(flag),
    ...flagEntries,
  },
  make: ({ index: given, concurrently = given.concurrently, ...data }, path) => {
    if ((given.concurrently ?? concurrently) !== concurrently) {
      throw new OperationError({
        code: "OPERATION_INVALID",
        message: `"concurrently" is ${concurrently} here and ${given.concurrently} in the index`,
        hint: "Write it once, beside the index.",
        path,
      });
    }
    const index = indexFromData({ ...given, concurrently }, bareName(data.table));
    return new AddIndex({ ...data, index });
  },
});
