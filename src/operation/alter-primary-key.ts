import * as v from "valibot";
import type { Schema } from "../schema/schema.js";
import type { PrimaryKey } from "../schema/table.js";
import { withPrimaryKey } from "../schema/with-primary-key.js";
import { defineType, flagEntries } from "./base-operation.js";
import { bareName } from "./change-table.js";
import { type ConstraintData, ConstraintOperation } from "./constraint-operation.js";
import type { OperationType } from "./operation.js";
import {
  type PrimaryKeyData,
  primaryKeyFromData,
  primaryKeySchema,
  primaryKeyToData,
} from "./table-data.js";
import { identifier } from "./validate.js";

/** What an author gives to `AlterPrimaryKey`: the fields of the new key, null for none. */
export type AlterPrimaryKeyData = ConstraintData<PrimaryKeyData | null>;

/** Gives a table another primary key, its first one, or none. */
export class AlterPrimaryKey extends ConstraintOperation<PrimaryKey | undefined> {
  readonly kind = "alter_primary_key";

  describe(): string {
    const { constraint, table } = this;
    if (constraint === undefined) return `Drop the primary key of ${table}`;
    return `Make (${constraint.fields.join(", ")}) the primary key of ${table}`;
  }

  nameFragment(): string {
    const drops = this.constraint === undefined ? "drop_" : "";
    return `${drops}primary_key_of_${bareName(this.table)}`;
  }

  mutate(before: Schema): Schema {
    return withPrimaryKey(before, this.table, this.constraint);
  }

  protected override fields(): Readonly<Record<string, unknown>> {
    const { constraint: key, table } = this;
    if (key === undefined) return { table, constraint: null };
    const data = primaryKeyToData(key);
    return { table, constraint: "fields" in data ? data : { fields: data } };
  }
}

export const alterPrimaryKeyType: OperationType = defineType({
  kind: "alter_primary_key",
  className: "AlterPrimaryKey",
  entries: { table: identifier, constraint: v.nullable(primaryKeySchema), ...flagEntries },
  make: ({ constraint, ...data }) =>
    new AlterPrimaryKey({
      ...data,
      constraint: constraint === null ? undefined : primaryKeyFromData(constraint),
    }),
});
