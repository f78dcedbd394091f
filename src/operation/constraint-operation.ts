import type { Step } from "../dialect/statement.js";
import { BaseOperation, changeOf, type OperationFlagsData, reversed } from "./base-operation.js";
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
export abstract class ConstraintOperation<Constraint> extends BaseOperation {
  readonly table: string;
  readonly constraint: Constraint;

  constructor(data: ConstraintData<Constraint>) {
    super(data);
    this.table = data.table;
    this.constraint = data.constraint;
  }

  protected forward(context: OperationContext): readonly Step[] {
    return context.editor.alterConstraints(changeOf(context, this.table));
  }

  protected backward(context: OperationContext): readonly Step[] {
    return context.editor.alterConstraints(changeOf(reversed(context), this.table));
  }

  protected fields(): Readonly<Record<string, unknown>> {
    return { table: this.table, constraint: this.constraint };
  }
}
