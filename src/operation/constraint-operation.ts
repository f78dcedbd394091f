import type * as v from "valibot";
import type { Schema } from "../schema/schema.js";
import { bareName } from "./change-table.js";
import { defineTableOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import type { OperationType } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to an operation on one constraint of a table that exists. */
export interface ConstraintData<Constraint> extends OperationFlagsData {
  readonly table: string;
  readonly constraint: Constraint;
}

interface Addition<Given extends v.GenericSchema, Constraint extends { readonly name: string }> {
  readonly kind: string;
  readonly className: string;
  /** What it is called in a sentence. */
  readonly what: string;
  /** What an author writes. */
  readonly given: Given;
  readonly make: (given: v.InferOutput<Given>, table: string) => Constraint;
  /** Back to what an author writes. */
  readonly write?: (constraint: Constraint, table: string) => unknown;
  readonly mutate: (schema: Schema, table: string, constraint: Constraint) => Schema;
}

/**
 * Adds a check, a unique constraint or an exclusion. What is to be done, in either direction, is
 * what the table of one schema has and that of the other has not.
 */
export function addsConstraint<
  const Given extends v.GenericSchema,
  Constraint extends { readonly name: string },
>(addition: Addition<Given, Constraint>): OperationType {
  const { kind, className, what, given, make, write, mutate } = addition;
  return defineTableOperation({
    kind,
    className,
    entries: { table: identifier, constraint: given, ...flagEntries },
    parts: (data) => {
      const { table, constraint } = data as { table: string; constraint: v.InferOutput<Given> };
      return { table, constraint: make(constraint, bareName(table)) };
    },
    data: ({ table, constraint }) => ({
      table,
      constraint: write === undefined ? constraint : write(constraint, bareName(table)),
    }),
    describe: ({ table, constraint }) => `Add ${what} ${constraint.name} to ${table}`,
    nameFragment: ({ table, constraint }) => `${constraint.name}_to_${bareName(table)}`,
    mutate: ({ table, constraint }, before) => mutate(before, table, constraint),
    change: (editor, change) => editor.alterConstraints(change),
  });
}

interface Removal {
  readonly kind: string;
  readonly className: string;
  readonly what: string;
  readonly mutate: (schema: Schema, table: string, name: string) => Schema;
}

/** Drops one by its name; `down` makes it again as it was. */
export function dropsConstraint({ kind, className, what, mutate }: Removal): OperationType {
  return defineTableOperation({
    kind,
    className,
    entries: { table: identifier, constraint: identifier, ...flagEntries },
    describe: ({ table, constraint }) => `Drop ${what} ${constraint} from ${table}`,
    nameFragment: ({ constraint }) => `drop_${constraint}`,
    mutate: ({ table, constraint }, before) => mutate(before, table, constraint),
    change: (editor, change) => editor.alterConstraints(change),
  });
}
