import type { Schema } from "../schema/schema.js";
import { type Check, makeCheck } from "../schema/table.js";
import { withCheck } from "../schema/with-check.js";
import { defineType, flagEntries } from "./base-operation.js";
import { bareName } from "./change-table.js";
import { type ConstraintData, ConstraintOperation } from "./constraint-operation.js";
import type { OperationType } from "./operation.js";
import { type CheckData, checkSchema } from "./table-data.js";
import { identifier } from "./validate.js";

/** What an author gives to `AddCheck`: a name, and SQL that holds for every row. */
export type AddCheckData = ConstraintData<CheckData>;

/** Holds the rows of a table to a check. */
export class AddCheck extends ConstraintOperation<Check> {
  readonly kind = "add_check";

  describe(): string {
    return `Add check ${this.constraint.name} to ${this.table}`;
  }

  nameFragment(): string {
    return `${this.constraint.name}_to_${bareName(this.table)}`;
  }

  mutate(before: Schema): Schema {
    return withCheck(before, this.table, this.constraint);
  }
}

export const addCheckType: OperationType = defineType({
  kind: "add_check",
  className: "AddCheck",
  entries: { table: identifier, constraint: checkSchema, ...flagEntries },
  make: ({ constraint, ...data }) => new AddCheck({ ...data, constraint: makeCheck(constraint) }),
});
