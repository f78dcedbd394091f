import * as v from "valibot";
import type { Schema } from "../schema/schema.js";
import {
  appliedTo,
  type Mutate,
  nestedOperation,
  recordChange,
  type State,
} from "./author-state.js";
import type { DataOperationInput } from "./data-operations.js";
import { defineOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import type { Operation, OperationData } from "./operation.js";
import { sqlText, strict } from "./validate.js";

/** `noop`: there is nothing to undo. */
export interface NoopData {
  readonly $noop: true;
}

/** What an author gives to `RunSQL`. */
export interface RunSQLData extends OperationFlagsData {
  readonly forwardSQL: string | readonly string[];
  /** Missing = irreversible; `noop` = there is nothing to undo. */
  readonly backwardSQL?: string | readonly string[] | NoopData | undefined;
  /** What the SQL does to the schema: operations whose state half is applied, or a function. */
  readonly mutate?: readonly DataOperationInput[] | Mutate | undefined;
}

interface SqlParts {
  readonly forwardSQL: readonly string[];
  /** undefined = irreversible, empty = nothing to undo. */
  readonly backwardSQL: readonly string[] | undefined;
  /** What is known of the schema: operations, or a function. */
  readonly mutate: readonly OperationData[] | ((state: State) => unknown) | undefined;
}

const texts = v.union(
  [sqlText, v.pipe(v.array(sqlText), v.minLength(1, "the list is empty"))],
  "SQL text or a list of SQL texts is expected",
);

/** SQL as it is written; what it does to the schema is only known when `mutate` says so. */
export const runSqlType = defineOperation({
  kind: "run_sql",
  className: "RunSQL",
  entries: {
    forwardSQL: texts,
    backwardSQL: v.optional(
      v.union(
        [texts, strict({ $noop: v.literal(true) })],
        "SQL text, a list of texts or noop is expected",
      ),
    ),
    mutate: v.optional(
      v.union(
        [v.function(), v.array(v.looseObject({ type: v.string() }))],
        "a function or a list of operations is expected",
      ),
    ),
    ...flagEntries,
  },
  parts: ({ forwardSQL, backwardSQL, mutate }, path): SqlParts => {
    if (Array.isArray(mutate)) {
      for (const [at, data] of mutate.entries()) nestedOperation(data, `${path}.mutate[${at}]`);
    }
    return {
      forwardSQL: [forwardSQL].flat(),
      backwardSQL: backwardSQL === undefined ? undefined : undoTexts(backwardSQL),
      mutate,
    };
  },
  data: ({ forwardSQL, backwardSQL, mutate }) => ({
    forwardSQL: oneOrMany(forwardSQL),
    backwardSQL:
      backwardSQL?.length === 0 ? { $noop: true } : backwardSQL && oneOrMany(backwardSQL),
    mutate,
  }),
  handwritten: true,
  reversible: ({ backwardSQL }) => backwardSQL !== undefined,
  describe: ({ forwardSQL: [first = ""] }) => {
    const line = first.trim().replaceAll(/\s+/g, " ");
    return `Run SQL: ${line.length > 60 ? `${line.slice(0, 57)}...` : line}`;
  },
  nameFragment: () => "run_sql",
  mutate: ({ mutate }, before) => {
    if (mutate === undefined) return before;
    if (typeof mutate === "function") return recordChange(mutate, before, "mutate()").after;
    return appliedTo(before, mutate, "mutate");
  },
  up: ({ forwardSQL }, { editor }) => forwardSQL.flatMap((sql) => editor.raw(sql)),
  down: ({ backwardSQL }, { editor }) => backwardSQL?.flatMap((sql) => editor.raw(sql)),
});

/**
 * The operation as data: what a function of a `RunSQL` does to the state is written as the operations
 * that it applies.
 */
export function withoutFunction(operation: Operation, before: Schema): OperationData {
  const mutate = runSqlType.partsOf(operation)?.mutate;
  if (typeof mutate !== "function") return operation.toData();
  return { ...operation.toData(), mutate: recordChange(mutate, before, "mutate()").applied };
}

function oneOrMany(texts: readonly string[]): string | readonly string[] {
  return texts.length === 1 && texts[0] !== undefined ? texts[0] : texts;
}

function undoTexts(given: string | readonly string[] | NoopData): readonly string[] {
  if (typeof given === "string") return [given];
  return "$noop" in given ? [] : given;
}
