import type { Schema } from "../schema/schema.js";
import type { Unique } from "../schema/table.js";
import { withUnique } from "../schema/with-unique.js";
import { defineType, flagEntries } from "./base-operation.js";
import { bareName } from "./change-table.js";
import { type ConstraintData, ConstraintOperation } from "./constraint-operation.js";
import type { OperationType } from "./operation.js";
import { type UniqueData, uniqueFromData, uniqueSchema, uniqueToData } from "./table-data.js";
import { identifier } from "./validate.js";

/** What an author gives to `AddUnique`; the name is `uq_<table>_<fields>` if not given. */
export type AddUniqueData = ConstraintData<UniqueData>;

/** Lets no two rows of a table be alike in one or several fields. */
export class AddUnique extends ConstraintOperation<Unique> {
  readonly kind = "add_unique";

  describe(): string {
    return `Add unique constraint ${this.constraint.name} to ${this.table}`;
  }

  nameFragment(): string {
    return `${this.constraint.name}_to_${bareName(this.table)}`;
  }

  mutate(before: Schema): Schema {
    return withUnique(before, this.table, this.constraint);
  }

  protected override fields() {
    const constraint = uniqueToData(this.constraint, bareName(this.table));
    return { table: this.table, constraint };
  }
}

export const addUniqueType: OperationType = defineType({
  kind: "add_unique",
  className: "AddUnique",
  entries: { table: identifier, constraint: uniqueSchema, ...flagEntries },
  make: ({ constraint, ...data }) =>
    new AddUnique({ ...data, constraint: uniqueFromData(constraint, bareName(data.table)) }),
});
