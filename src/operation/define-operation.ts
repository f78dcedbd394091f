import type * as v from "valibot";
import type { SchemaEditor } from "../dialect/dialect.js";
import type { TableChange } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import {
  BaseOperation,
  type Checked,
  changeOf,
  defineType,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./base-operation.js";
import type { OperationContext, OperationData, OperationType } from "./operation.js";

/** What one kind of operation says and does, as functions of its parts: what it was given, read. */
interface Behaviour<Parts> {
  readonly kind: string;
  /** Back to data; the parts that are there if not given. */
  readonly data?: (parts: Parts) => object;
  /** The table it is about, if it is one. */
  readonly table?: (parts: Parts) => string;
  /** Does it lose data that the way back does not bring back, where SQL is run at all? */
  readonly destructive?: (parts: Parts) => boolean;
  /** The SQL is the author's. */
  readonly handwritten?: boolean;
  readonly describe: (parts: Parts) => string;
  readonly nameFragment: (parts: Parts) => string;
  readonly mutate: (parts: Parts, before: Schema, flags: Required<OperationFlagsData>) => Schema;
  readonly up: (parts: Parts, context: OperationContext) => readonly Step[];
  readonly down: (parts: Parts, context: OperationContext) => readonly Step[];
}

interface Definition<E extends v.ObjectEntries, Parts> extends Behaviour<Parts> {
  readonly className: string;
  /** The keys of its data beside the flags that most operations have. */
  readonly entries: E;
  /** Older spellings of the data, exchanged before it is checked. */
  readonly accept?: (data: OperationData) => OperationData;
  /** Of checked data; the data itself if not given. `path` is for what only it can check. */
  readonly parts?: (data: Checked<E>, path: string) => Parts;
}

/** One operation of a definition; those that other modules look into are classes of their own. */
export class DefinedOperation<Parts> extends BaseOperation {
  readonly kind: string;
  readonly table: string | undefined;
  readonly parts: Parts;
  readonly #behaviour: Behaviour<Parts>;

  constructor(behaviour: Behaviour<Parts>, parts: Parts, flags: OperationFlagsData) {
    super(flags);
    this.kind = behaviour.kind;
    this.table = behaviour.table?.(parts);
    this.parts = Object.freeze(parts);
    this.#behaviour = behaviour;
  }

  override get destructive(): boolean {
    return !this.schemaOnly && (this.#behaviour.destructive?.(this.parts) ?? false);
  }

  override get handwritten(): boolean {
    return this.#behaviour.handwritten ?? false;
  }

  describe(): string {
    return this.#behaviour.describe(this.parts);
  }

  nameFragment(): string {
    return this.#behaviour.nameFragment(this.parts);
  }

  mutate(before: Schema): Schema {
    return this.#behaviour.mutate(this.parts, before, this);
  }

  protected forward(context: OperationContext): readonly Step[] {
    return this.#behaviour.up(this.parts, context);
  }

  protected backward(context: OperationContext): readonly Step[] {
    return this.#behaviour.down(this.parts, context);
  }

  protected fields(): Readonly<Record<string, unknown>> {
    const data = this.#behaviour.data?.(this.parts) ?? this.parts ?? {};
    return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
  }
}

/** The type of an operation that is nothing but its data. */
export function defineOperation<
  const E extends v.ObjectEntries,
  Parts = Omit<Checked<E>, "schemaOnly" | "ignoreErrors">,
>(definition: Definition<E, Parts>): OperationType {
  const { kind, className, entries, accept } = definition;
  return defineType({
    kind,
    className,
    entries: { ...entries, ...flagEntries },
    ...(accept !== undefined && { accept }),
    make: ({ type, schemaOnly, ignoreErrors, ...rest }, path) => {
      const data = rest as Checked<E>;
      const parts = definition.parts?.(data, path) ?? (data as Parts);
      return new DefinedOperation(definition, parts, { schemaOnly, ignoreErrors });
    },
  });
}

/** What a change of one table asks of an editor. */
type Ask<Parts> = (editor: SchemaEditor, change: TableChange, parts: Parts) => readonly Step[];

interface TableDefinition<E extends v.ObjectEntries, Parts>
  extends Omit<Definition<E, Parts>, "table" | "up" | "down"> {
  readonly change: Ask<Parts>;
  /** Of the change seen backward; the same if not given: the change itself says everything. */
  readonly changeBack?: Ask<Parts>;
}

/** The type of an operation that changes one table; the way back is the change seen backward. */
export function defineTableOperation<
  const E extends v.ObjectEntries,
  Parts extends { readonly table: string } = Omit<Checked<E>, "schemaOnly"> & { table: string },
>({ change, changeBack = change, ...definition }: TableDefinition<E, Parts>): OperationType {
  return defineOperation<E, Parts>({
    ...definition,
    table: ({ table }) => table,
    up: (parts, context) => change(context.editor, changeOf(context, parts.table), parts),
    down: (parts, context) => {
      const back = reversed(context);
      return changeBack(back.editor, changeOf(back, parts.table), parts);
    },
  });
}
