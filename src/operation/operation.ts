import type { SchemaEditor } from "../dialect/dialect.js";
import type { Origin } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";

/** The plain form of an operation: `{ type: "create_table", ... }`; equal to the class form. */
export interface OperationData {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The schemas around one operation, and who it is. */
export interface OperationContext {
  readonly editor: SchemaEditor;
  readonly before: Schema;
  readonly after: Schema;
  readonly origin: Origin;
}

/**
 * One step of a migration: frozen data with pure functions. It returns schemas and statements and
 * never runs them. It does not know other operations, a database's name, or the runner.
 *
 * To add one: `src/operation/<kind>.ts` with its {@link OperationType}, made by `defineOperation()`;
 * one line in `src/operation/data-operations.ts`, a test at the same path, `docs/operations/<kind>.md`.
 */
export interface Operation {
  /** snake_case, `create_table`. */
  readonly kind: string;
  /** The table it touches, for branch conflicts and policies; undefined = unknown or several. */
  readonly table: string | undefined;
  /** Loses data that `down` cannot bring back, as far as that is known without the schema. */
  readonly destructive: boolean;
  /** The same where the schema is known that it meets. */
  isDestructive(before: Schema): boolean;
  /** State only, no SQL. */
  readonly schemaOnly: boolean;
  /** A failed statement is recorded and skipped. */
  readonly ignoreErrors: boolean;
  /**
   * Its statements, or some of them, are the author's: they may change the session in which they run.
   */
  readonly handwritten: boolean;
  /** One line for people, `Create table posts (3 fields)`. */
  describe(): string;
  /** The state half. @throws StateError naming table and field when `before` does not fit. */
  mutate(before: Schema): Schema;
  /** The database half. */
  up(context: OperationContext): readonly Step[];
  /** undefined = irreversible. The same context as `up`: the pair around this very operation. */
  down(context: OperationContext): readonly Step[] | undefined;
  /** Can it be undone? Asked before anything runs. */
  readonly reversible: boolean;
  /** For automatic migration names, `posts` or `title_to_posts`. */
  nameFragment(): string;
  /** `parse(toData(op))` equals `op`. Functions stay functions. */
  toData(): OperationData;
}

/** How data becomes an operation. */
export interface OperationType {
  readonly kind: string;
  /** The class name that a migration author writes, `CreateTable`. */
  readonly className: string;
  /**
   * @param path where the data stands, `$.operations[0]`.
   * @throws OperationError naming the path, with a suggestion for unknown keys.
   */
  parse(data: OperationData, path: string): Operation;
}
