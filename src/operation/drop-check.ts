import type { Schema } from "../schema/schema.js";
import { withoutCheck } from "../schema/with-check.js";
import { defineType, flagEntries } from "./base-operation.js";
import { type ConstraintData, ConstraintOperation } from "./constraint-operation.js";
import type { OperationType } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `DropCheck`: the name of the check. */
export type DropCheckData = ConstraintData<string>;

/** Drops a check; `down` makes it again as it was. */
export class DropCheck extends ConstraintOperation<string> {
  readonly kind = "drop_check";

  describe(): string {
    return `Drop check ${this.constraint} from ${this.table}`;
  }

  nameFragment(): string {
    return `drop_${this.constraint}`;
  }

  mutate(before: Schema): Schema {
    return withoutCheck(before, this.table, this.constraint);
  }
}

export const dropCheckType: OperationType = defineType({
  kind: "drop_check",
  className: "DropCheck",
  entries: { table: identifier, constraint: identifier, ...flagEntries },
  make: (data) => new DropCheck(data),
});
