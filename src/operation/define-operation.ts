import * as v from "valibot";
import type { SchemaEditor } from "../dialect/dialect.js";
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

/** What one kind of operation says and does, as functions of its parts: what it was given, read. */
interface Behaviour<Parts> {
  readonly kind: string;
  /** Back to data; the parts themselves if not given. What is undefined is left out. */
  readonly data?: (parts: Parts) => object;
  /** The table it is about, if it is one. */
  readonly table?: (parts: Parts) => string | undefined;
  /** Does it lose data that the way back does not bring back? Asked where SQL is run at all. */
  readonly destructive?: (parts: Parts) => boolean;
  /** The same where the schema is known that it meets. */
  readonly isDestructive?: (parts: Parts, before: Schema) => boolean;
  /** The SQL is the author's. */
  readonly handwritten?: boolean;
  readonly reversible?: (parts: Parts) => boolean;
  readonly describe: (parts: Parts) => string;
  readonly nameFragment: (parts: Parts) => string;
  readonly mutate: (parts: Parts, before: Schema, flags: Required<OperationFlagsData>) => Schema;
  readonly up: (parts: Parts, context: OperationContext) => readonly Step[];
  readonly down: (parts: Parts, context: OperationContext) => readonly Step[] | undefined;
}

/** Data with these keys after it was checked. */
type Checked<E extends v.ObjectEntries> = v.InferOutput<v.StrictObjectSchema<E, undefined>>;

/** The same without what every operation keeps by itself. */
type Own<E extends v.ObjectEntries> = Omit<Checked<E>, keyof OperationFlagsData>;

interface Definition<E extends v.ObjectEntries, Parts> extends Behaviour<Parts> {
  readonly className: string;
  /** The keys of its data. */
  readonly entries: E;
  /** Older spellings of the data, exchanged before it is checked. */
  readonly accept?: (data: OperationData) => OperationData;
  /** Of checked data; the data itself if not given. `path` is for what only it can check. */
  readonly parts?: (data: Own<E>, path: string) => Parts;
}

/** The type of an operation whose parts are known. */
export interface DefinedType<Parts> extends OperationType {
  /** Makes one of parts instead of data. */
  readonly make: (parts: Parts, flags?: OperationFlagsData) => Operation;
  /** The parts of an operation of this type; undefined for any other one. */
  readonly partsOf: (operation: Operation) => Parts | undefined;
}

class DefinedOperation<Parts> implements Operation {
  readonly kind: string;
  readonly table: string | undefined;
  readonly schemaOnly: boolean;
  readonly ignoreErrors: boolean;
  readonly parts: Parts;
  readonly #behaviour: Behaviour<Parts>;

  constructor(behaviour: Behaviour<Parts>, parts: Parts, flags: OperationFlagsData) {
    this.kind = behaviour.kind;
    this.table = behaviour.table?.(parts);
    this.schemaOnly = flags.schemaOnly ?? false;
    this.ignoreErrors = flags.ignoreErrors ?? false;
    this.parts = Object.freeze(parts);
    this.#behaviour = behaviour;
    Object.freeze(this);
  }

  get destructive(): boolean {
    return !this.schemaOnly && (this.#behaviour.destructive?.(this.parts) ?? false);
  }

  isDestructive(before: Schema): boolean {
    const { isDestructive } = this.#behaviour;
    if (isDestructive === undefined) return this.destructive;
    return !this.schemaOnly && isDestructive(this.parts, before);
  }

  get handwritten(): boolean {
    return this.#behaviour.handwritten ?? false;
  }

  get reversible(): boolean {
    return this.schemaOnly || (this.#behaviour.reversible?.(this.parts) ?? true);
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

  up(context: OperationContext): readonly Step[] {
    return this.schemaOnly ? [] : this.#behaviour.up(this.parts, context);
  }

  down(context: OperationContext): readonly Step[] | undefined {
    return this.schemaOnly ? [] : this.#behaviour.down(this.parts, context);
  }

  toData(): OperationData {
    const given: object = this.#behaviour.data?.(this.parts) ?? this.parts ?? {};
    const data: Record<string, unknown> & { type: string } = { type: this.kind };
    for (const [key, value] of Object.entries(given)) if (value !== undefined) data[key] = value;
    if (this.schemaOnly) data.schemaOnly = true;
    if (this.ignoreErrors) data.ignoreErrors = true;
    return data;
  }
}

/** What makes operations of this behaviour, and knows them again. */
export function defineBehaviour<Parts>(
  behaviour: Behaviour<Parts>,
): Pick<DefinedType<Parts>, "make" | "partsOf"> {
  return {
    make: (parts, flags = {}) => new DefinedOperation(behaviour, parts, flags),
    partsOf: (operation) =>
      operation instanceof DefinedOperation && operation.kind === behaviour.kind
        ? operation.parts
        : undefined,
  };
}

/** The type of an operation: what its data may be, and what it does. */
export function defineOperation<const E extends v.ObjectEntries, Parts = Own<E>>(
  definition: Definition<E, Parts>,
): DefinedType<Parts> {
  const { kind, className, entries, accept, parts } = definition;
  const schema = strict({ type: v.literal(kind), ...entries });
  const { make, partsOf } = defineBehaviour(definition);
  const parse = (data: OperationData, path: string): Operation => {
    const checked: object = validate(schema, accept?.(data) ?? data, path);
    const {
      type: _,
      schemaOnly,
      ignoreErrors,
      ...own
    } = checked as Checked<E> & OperationFlagsData & { readonly type: string };
    const given = own as unknown as Own<E>;
    return make(parts?.(given, path) ?? (given as Parts), { schemaOnly, ignoreErrors });
  };
  return Object.freeze({ kind, className, parse, make, partsOf });
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
  Parts extends { readonly table: string } = Own<E> & { readonly table: string },
>({ change, changeBack = change, ...definition }: TableDefinition<E, Parts>): DefinedType<Parts> {
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
