import * as v from "valibot";
import type { Upsert, UpsertRow } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import { requireField } from "../schema/find-field.js";
import { requireTable, type Schema } from "../schema/schema.js";
import { isRecord } from "../text/record.js";
import { BaseOperation, defineType } from "./base-operation.js";
import { bareName } from "./change-table.js";
import type { OperationContext, OperationType } from "./operation.js";
import { OperationError } from "./operation-error.js";
import { type RowValueData, rowValue, rowValueToData } from "./row-value.js";
import { flag, identifier, names } from "./validate.js";

/** What an author gives to `UpsertData`. */
export interface UpsertDataData {
  readonly table: string;
  /** The fields that say which row is which; together unique. */
  readonly conflictKeys: readonly string[];
  readonly rows: readonly Readonly<Record<string, RowValueData>>[];
  readonly ignoreErrors?: boolean | undefined;
}

interface UpsertParts {
  readonly table: string;
  readonly conflictKeys: readonly string[];
  readonly rows: readonly UpsertRow[];
  readonly ignoreErrors?: boolean | undefined;
}

/** Inserts rows, or updates those that are there; `down` removes only what `up` inserted. */
export class UpsertData extends BaseOperation {
  readonly kind = "upsert_data";
  readonly table: string;
  readonly conflictKeys: readonly string[];
  readonly rows: readonly UpsertRow[];

  constructor(parts: UpsertParts) {
    super({ ignoreErrors: parts.ignoreErrors });
    this.table = parts.table;
    this.conflictKeys = Object.freeze([...parts.conflictKeys]);
    this.rows = parts.rows;
  }

  describe(): string {
    const { length } = this.rows;
    return `Upsert ${length} ${length === 1 ? "row" : "rows"} into ${this.table}`;
  }

  nameFragment(): string {
    return `data_of_${bareName(this.table)}`;
  }

  /** Changes no schema; that table and fields exist is known before anything runs. */
  mutate(before: Schema): Schema {
    const table = requireTable(before, this.table);
    for (const name of this.#names()) requireField(table, name);
    return before;
  }

  protected forward(context: OperationContext): readonly Step[] {
    return this.rows.length === 0 ? [] : context.editor.upsert(this.#upsert(context));
  }

  protected backward(context: OperationContext): readonly Step[] {
    return this.rows.length === 0 ? [] : context.editor.removeUpserted(this.#upsert(context));
  }

  protected fields() {
    return {
      table: this.table,
      conflictKeys: this.conflictKeys,
      rows: this.rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, rowValueToData(value)])),
      ),
    };
  }

  #names(): ReadonlySet<string> {
    const names = new Set(this.conflictKeys);
    for (const row of this.rows) for (const name of Object.keys(row)) names.add(name);
    return names;
  }

  #upsert({ after, origin }: OperationContext): Upsert {
    const { conflictKeys, rows } = this;
    return { table: requireTable(after, this.table), schema: after, conflictKeys, rows, origin };
  }
}

export const upsertDataType: OperationType = defineType({
  kind: "upsert_data",
  className: "UpsertData",
  entries: {
    table: identifier,
    conflictKeys: names,
    rows: v.array(
      v.custom<Readonly<Record<string, unknown>>>(
        isRecord,
        "a row is an object of values by field",
      ),
      (issue) => `a list of rows is expected, not ${issue.received}`,
    ),
    ignoreErrors: v.optional(flag),
  },
  make: (data, path) => {
    const rows = data.rows.map((row, at) =>
      checkedRow(row, data.conflictKeys, `${path}.rows[${at}]`),
    );
    return new UpsertData({ ...data, rows: Object.freeze(rows) });
  },
});

function checkedRow(
  row: Readonly<Record<string, unknown>>,
  conflictKeys: readonly string[],
  path: string,
): UpsertRow {
  const missing = conflictKeys.find((key) => row[key] === undefined || row[key] === null);
  if (missing !== undefined) {
    throw new OperationError({
      code: "OPERATION_INVALID",
      message: `the row has no value for the conflict key "${missing}"`,
      hint: "Rows are told apart by their conflict keys: every row needs a value for each, and NULL is none.",
      path,
    });
  }
  const values = Object.entries(row).map(([key, value]) => [
    key,
    rowValue(value, `${path}.${key}`),
  ]);
  return Object.freeze(Object.fromEntries(values));
}
