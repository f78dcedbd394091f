import * as v from "valibot";
import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { requireIndex, withoutIndex } from "../schema/with-index.js";
import {
  BaseOperation,
  changeOf,
  defineType,
  flagEntries,
  type OperationFlagsData,
  reversed,
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
export class DropIndex extends BaseOperation {
  readonly kind = "drop_index";
  readonly table: string;
  readonly index: string;
  readonly concurrently: boolean;

  constructor(data: DropIndexData) {
    super(data);
    this.table = data.table;
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

  protected forward(context: OperationContext): readonly Step[] {
    const change = changeOf(context, this.table);
    const index = requireIndex(change.from, this.index);
    return context.editor.dropIndex(change, { ...index, concurrently: this.concurrently });
  }

  protected backward(context: OperationContext): readonly Step[] {
    const change = changeOf(reversed(context), this.table);
    const index = requireIndex(change.to, this.index);
    return context.editor.addIndex(change, { ...index, concurrently: this.concurrently });
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
