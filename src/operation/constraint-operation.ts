import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import { type OperationFlagsData, TableOperation } from "./base-operation.js";
import type { OperationContext } from "./operation.js";

/** What an author gives to an operation on one constraint of a table that exists. */
export interface ConstraintData<Constraint> extends OperationFlagsData {
  readonly table: string;
  readonly constraint: Constraint;
}

/**
 * An operation on a check, a unique constraint or the primary key. What is to be done, in either
 * direction, is what the table of one schema has and that of the other has not.
 */
export abstract class ConstraintOperation<Constraint> extends TableOperation {
  readonly constraint: Constraint;

  constructor(data: ConstraintData<Constraint>) {
    super(data);
    this.constraint = data.constraint;
  }

  protected change({ editor }: OperationContext, change: TableChange): readonly Step[] {
    return editor.alterConstraints(change);
  }

  protected fields(): Readonly<Record<string, unknown>> {
    return { table: this.table, constraint: this.constraint };
  }
}
