import type { Statement, Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { appliedTo } from "./author-state.js";
import { AuthoredOperation } from "./authored-operation.js";
import type { OperationData } from "./operation.js";

/** What is left of an author's own operation once its code has run for the last time. */
export interface CompiledParts {
  readonly description: string;
  readonly table: string | undefined;
  readonly destructive: boolean;
  /** The operations that its `mutate` applied to the state. */
  readonly mutate: readonly OperationData[];
  readonly up: readonly Statement[];
  /** undefined = irreversible. */
  readonly down: readonly Statement[] | undefined;
}

/**
 * An author's own operation without its code: statements for one database, and what they do to the
 * schema. Only a plan file holds such operations; a migration cannot write one.
 */
export class CompiledOperation extends AuthoredOperation<CompiledParts> {
  readonly kind = "compiled";
  nameFragment(): string {
    return "compiled";
  }

  mutate(before: Schema): Schema {
    return appliedTo(before, this.parts.mutate, "mutate");
  }

  protected forward(): readonly Step[] {
    return this.parts.up;
  }

  protected backward(): readonly Step[] | undefined {
    return this.parts.down;
  }

  protected fields() {
    return { ...this.parts };
  }
}
