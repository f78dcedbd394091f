import * as v from "valibot";
import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { requireIndex, withoutIndex } from "../schema/with-index.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TableOperation,
} from "./base-operation.js";
import type { OperationContext, OperationType } from "./operation.js";
import { flag, identifier } from "./validate.js";

/** What an author gives to `DropIndex`. */
export interface DropIndexData extends OperationFlagsData {
  readonly table: string;
  /** Its name. */
  readonly index: string;
  /** Without blocking writers where the database can. */
  readonly concurrently?: boolean | undefined;
}

/** Drops an index; `down` builds it again as it was. */
export class DropIndex extends TableOperation {
  readonly kind = "drop_index";
  readonly index: string;
  readonly concurrently: boolean;

  constructor(data: DropIndexData) {
    super(data);
    this.index = data.index;
    this.concurrently = data.concurrently ?? false;
  }

  describe(): string {
    return `Drop index ${this.index} from ${this.table}`;
  }

  nameFragment(): string {
    return `drop_${this.index}`;
  }

  mutate(before: Schema): Schema {
    return withoutIndex(before, this.table, this.index);
  }

  protected change({ editor }: OperationContext, change: TableChange): readonly Step[] {
    const index = requireIndex(change.from, this.index);
    return editor.dropIndex(change, { ...index, concurrently: this.concurrently });
  }

  protected override changeBack(
    { editor }: OperationContext,
    change: TableChange,
  ): readonly Step[] {
    const index = requireIndex(change.to, this.index);
    return editor.addIndex(change, { ...index, concurrently: this.concurrently });
  }

  protected fields() {
    return {
      table: this.table,
      index: this.index,
      ...(this.concurrently && { concurrently: true }),
    };
  }
}

export const dropIndexType: OperationType = defineType({
  kind: "drop_index",
  className: "DropIndex",
  entries: {
    table: identifier,
    index: identifier,
    concurrently: v.optional(flag),
    ...flagEntries,
  },
  make: (data) => new DropIndex(data),
});
