import type { Schema } from "../schema/schema.js";
import { withoutUnique } from "../schema/with-unique.js";
import { defineType, flagEntries } from "./base-operation.js";
import { type ConstraintData, ConstraintOperation } from "./constraint-operation.js";
import type { OperationType } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `DropUnique`: the name of the unique constraint. */
export type DropUniqueData = ConstraintData<string>;

/** Drops a unique constraint; `down` makes it again as it was. */
export class DropUnique extends ConstraintOperation<string> {
  readonly kind = "drop_unique";

  describe(): string {
    return `Drop unique constraint ${this.constraint} from ${this.table}`;
  }

  nameFragment(): string {
    return `drop_${this.constraint}`;
  }

  mutate(before: Schema): Schema {
    return withoutUnique(before, this.table, this.constraint);
  }
}

export const dropUniqueType: OperationType = defineType({
  kind: "drop_unique",
  className: "DropUnique",
  entries: { table: identifier, constraint: identifier, ...flagEntries },
  make: (data) => new DropUnique(data),
});
