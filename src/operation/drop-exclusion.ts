import type { Schema } from "../schema/schema.js";
import { withoutExclusion } from "../schema/with-exclusion.js";
import { defineType, flagEntries } from "./base-operation.js";
import { type ConstraintData, ConstraintOperation } from "./constraint-operation.js";
import type { OperationType } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `DropExclusion`: the name of the exclusion. */
export type DropExclusionData = ConstraintData<string>;

/** Drops an exclusion; `down` makes it again as it was. */
export class DropExclusion extends ConstraintOperation<string> {
  readonly kind = "drop_exclusion";

  describe(): string {
    return `Drop exclusion ${this.constraint} from ${this.table}`;
  }

  nameFragment(): string {
    return `drop_${this.constraint}`;
  }

  mutate(before: Schema): Schema {
    return withoutExclusion(before, this.table, this.constraint);
  }
}

export const dropExclusionType: OperationType = defineType({
  kind: "drop_exclusion",
  className: "DropExclusion",
  entries: { table: identifier, constraint: identifier, ...flagEntries },
  make: (data) => new DropExclusion(data),
});
