import * as v from "valibot";
import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import { requireTable, type Schema } from "../schema/schema.js";
import type { Operation, OperationContext, OperationData, OperationType } from "./operation.js";
import { flag, strict, validate } from "./validate.js";

/** What an author may say about most operations. */
export interface OperationFlagsData {
  /** Only the state changes, no SQL is run. */
  readonly schemaOnly?: boolean | undefined;
  /** A statement that fails is recorded and skipped. */
  readonly ignoreErrors?: boolean | undefined;
}

/** Checks {@link OperationFlagsData}. */
export const flagEntries = { schemaOnly: v.optional(flag), ignoreErrors: v.optional(flag) };

/** What the operations that ship with the tool have in common. */
export abstract class BaseOperation implements Operation {
  abstract readonly kind: string;
  readonly schemaOnly: boolean;
  readonly ignoreErrors: boolean;

  constructor(flags: OperationFlagsData) {
    this.schemaOnly = flags.schemaOnly ?? false;
    this.ignoreErrors = flags.ignoreErrors ?? false;
  }

  abstract get table(): string | undefined;
  abstract describe(): string;
  abstract nameFragment(): string;
  abstract mutate(before: Schema): Schema;

  get handwritten(): boolean {
    return false;
  }

  get destructive(): boolean {
    return false;
  }

  isDestructive(_before: Schema): boolean {
    return this.destructive;
  }

  get reversible(): boolean {
    return true;
  }

  up(context: OperationContext): readonly Step[] {
    return this.schemaOnly ? [] : this.forward(context);
  }

  down(context: OperationContext): readonly Step[] | undefined {
    return this.schemaOnly ? [] : this.backward(context);
  }

  toData(): OperationData {
    return {
      type: this.kind,
      ...this.fields(),
      ...(this.schemaOnly && { schemaOnly: true }),
      ...(this.ignoreErrors && { ignoreErrors: true }),
    };
  }

  protected abstract forward(context: OperationContext): readonly Step[];
  protected abstract backward(context: OperationContext): readonly Step[] | undefined;
  /** The keys of {@link toData} that only this kind has. */
  protected abstract fields(): Readonly<Record<string, unknown>>;
}

/** One whose SQL the author has written: what it does to a table, only the SQL says. */
export abstract class HandwrittenOperation extends BaseOperation {
  get table(): undefined {
    return undefined;
  }

  override get handwritten(): boolean {
    return true;
  }
}

/** The change of a table as an editor takes it; `renamed` is its key afterwards. */
export function changeOf(
  { before, after }: Pick<OperationContext, "before" | "after">,
  table: string,
  renamed: string = table,
): TableChange {
  return { before, after, from: requireTable(before, table), to: requireTable(after, renamed) };
}

/** The same context seen backward, for `down`. */
export function reversed<T extends Pick<OperationContext, "before" | "after">>(context: T): T {
  return { ...context, before: context.after, after: context.before };
}

/** Data with these keys after it was checked. */
export type Checked<E extends v.ObjectEntries> = v.InferOutput<v.StrictObjectSchema<E, undefined>>;

interface TypeDefinition<E extends v.ObjectEntries> {
  readonly kind: string;
  readonly className: string;
  readonly entries: E;
  /** Makes the operation of checked data; `path` is for what only it can check. */
  readonly make: (data: Checked<E>, path: string) => Operation;
  /** Older spellings of the data, exchanged before it is checked. */
  readonly accept?: (data: OperationData) => OperationData;
}

/** The {@link OperationType} of an operation whose data has these keys. */
export function defineType<const E extends v.ObjectEntries>(
  definition: TypeDefinition<E>,
): OperationType {
  const { kind, className, entries, make, accept } = definition;
  const schema = strict({ type: v.literal(kind), ...entries });
  return Object.freeze({
    kind,
    className,
    parse(data: OperationData, path: string): Operation {
      const checked: unknown = validate(schema, accept?.(data) ?? data, path);
      return Object.freeze(make(checked as Checked<E>, path));
    },
  });
}
