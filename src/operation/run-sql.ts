import * as v from "valibot";
import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { appliedTo, changedBy, type Mutate, nestedOperation, type State } from "./author-state.js";
import {
  defineType,
  flagEntries,
  HandwrittenOperation,
  type OperationFlagsData,
} from "./base-operation.js";
import type { DataOperationInput } from "./data-operation-input.js";
import type { OperationContext, OperationData, OperationType } from "./operation.js";
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

type SchemaHalf = readonly OperationData[] | ((state: State) => unknown);

interface RunSQLParts extends OperationFlagsData {
  readonly forwardSQL: readonly string[];
  /** undefined = irreversible, empty = nothing to undo. */
  readonly backwardSQL: readonly string[] | undefined;
  readonly mutate: SchemaHalf | undefined;
}

/** SQL as it is written; what it does to the schema is only known when `mutate` says so. */
export class RunSQL extends HandwrittenOperation {
  readonly kind = "run_sql";
  readonly forwardSQL: readonly string[];
  readonly backwardSQL: readonly string[] | undefined;
  readonly change: SchemaHalf | undefined;

  constructor(parts: RunSQLParts) {
    super(parts);
    this.forwardSQL = parts.forwardSQL;
    this.backwardSQL = parts.backwardSQL;
    this.change = parts.mutate;
  }

  override get reversible(): boolean {
    return this.schemaOnly || this.backwardSQL !== undefined;
  }

  describe(): string {
    const [first = ""] = this.forwardSQL;
    const line = first.trim().replaceAll(/\s+/g, " ");
    return `Run SQL: ${line.length > 60 ? `${line.slice(0, 57)}...` : line}`;
  }

  nameFragment(): string {
    return "run_sql";
  }

  mutate(before: Schema): Schema {
    const { change } = this;
    if (change === undefined) return before;
    if (typeof change === "function") return changedBy(change, before, "mutate()");
    return appliedTo(before, change, "mutate");
  }

  protected forward({ editor }: OperationContext): readonly Step[] {
    return this.forwardSQL.flatMap((sql) => editor.raw(sql));
  }

  protected backward({ editor }: OperationContext): readonly Step[] | undefined {
    return this.backwardSQL?.flatMap((sql) => editor.raw(sql));
  }

  protected fields() {
    const { backwardSQL, change } = this;
    return {
      forwardSQL: oneOrMany(this.forwardSQL),
      ...(backwardSQL !== undefined && {
        backwardSQL: backwardSQL.length === 0 ? { $noop: true } : oneOrMany(backwardSQL),
      }),
      ...(change !== undefined && { mutate: change }),
    };
  }
}

function oneOrMany(texts: readonly string[]): string | readonly string[] {
  return texts.length === 1 && texts[0] !== undefined ? texts[0] : texts;
}

const texts = v.union(
  [sqlText, v.pipe(v.array(sqlText), v.minLength(1, "the list is empty"))],
  "SQL text or a list of SQL texts is expected",
);

export const runSqlType: OperationType = defineType({
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
  make: ({ forwardSQL, backwardSQL, mutate, ...flags }, path) => {
    if (Array.isArray(mutate)) {
      for (const [at, data] of mutate.entries()) nestedOperation(data, `${path}.mutate[${at}]`);
    }
    return new RunSQL({
      ...flags,
      forwardSQL: [forwardSQL].flat(),
      backwardSQL: backwardSQL === undefined ? undefined : undoTexts(backwardSQL),
      mutate,
    });
  },
});

function undoTexts(given: string | readonly string[] | NoopData): readonly string[] {
  if (typeof given === "string") return [given];
  return "$noop" in given ? [] : given;
}
