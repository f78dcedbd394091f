import type { Schema } from "../schema/schema.js";
import type { Exclusion } from "../schema/table.js";
import { withExclusion } from "../schema/with-exclusion.js";
import { defineType, flagEntries } from "./base-operation.js";
import { bareName } from "./change-table.js";
import { type ConstraintData, ConstraintOperation } from "./constraint-operation.js";
import type { OperationType } from "./operation.js";
import { type ExclusionData, exclusionSchema } from "./table-data.js";
import { identifier } from "./validate.js";

/** What an author gives to `AddExclusion`: a name, and what stands behind `EXCLUDE`. */
export type AddExclusionData = ConstraintData<ExclusionData>;

/** Lets no two rows of a table clash by the operators of an `EXCLUDE`; PostgreSQL alone has it. */
export class AddExclusion extends ConstraintOperation<Exclusion> {
  readonly kind = "add_exclusion";

  describe(): string {
    return `Add exclusion ${this.constraint.name} to ${this.table}`;
  }

  nameFragment(): string {
    return `${this.constraint.name}_to_${bareName(this.table)}`;
  }

  mutate(before: Schema): Schema {
    return withExclusion(before, this.table, this.constraint);
  }
}

export const addExclusionType: OperationType = defineType({
  kind: "add_exclusion",
  className: "AddExclusion",
  entries: { table: identifier, constraint: exclusionSchema, ...flagEntries },
  make: ({ constraint, ...data }) =>
    new AddExclusion({ ...data, constraint: Object.freeze(constraint) }),
});
