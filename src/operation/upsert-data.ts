import * as v from "valibot";
import type { Upsert, UpsertRow } from "../dialect/schema-change.js";
import { requireField } from "../schema/find-field.js";
import { requireTable } from "../schema/schema.js";
import { isRecord } from "../text/record.js";
import { bareName } from "./change-table.js";
import { defineOperation, flagEntries } from "./define-operation.js";
import type { OperationContext } from "./operation.js";
import { OperationError } from "./operation-error.js";
import { type RowValueData, rowValue, rowValueToData } from "./row-value.js";
import { flag, identifier, names } from "./validate.js";

/** What an author gives to `UpsertData`. */
export interface UpsertDataData {
  readonly table: string;
  /** The fields that say which row is which; together unique. */
  readonly conflictKeys: readonly string[];
  readonly rows: readonly Readonly<Record<string, RowValueData>>[];
  /** No row is made: those that are there get the values, and `down` takes away what was NULL before. */
  readonly onlyUpdate?: boolean | undefined;
  readonly ignoreErrors?: boolean | undefined;
}

interface UpsertParts {
  readonly table: string;
  readonly conflictKeys: readonly string[];
  readonly rows: readonly UpsertRow[];
  readonly onlyUpdate: boolean;
}

/** Inserts rows, or updates those that are there; `down` removes only what `up` inserted. */
export const upsertDataType = defineOperation({
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
    onlyUpdate: v.optional(flag),
    ignoreErrors: flagEntries.ignoreErrors,
  },
  parts: ({ table, conflictKeys, rows: given, onlyUpdate = false }, path): UpsertParts => {
    const rows = given.map((row, at) => checkedRow(row, conflictKeys, `${path}.rows[${at}]`));
    return {
      table,
      conflictKeys: Object.freeze([...conflictKeys]),
      rows: Object.freeze(rows),
      onlyUpdate,
    };
  },
  data: ({ table, conflictKeys, rows, onlyUpdate }) => ({
    table,
    conflictKeys,
    rows: rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, rowValueToData(value)])),
    ),
    ...(onlyUpdate && { onlyUpdate }),
  }),
  table: ({ table }) => table,
  describe: ({ table, rows: { length }, onlyUpdate }) => {
    const rows = `${length} ${length === 1 ? "row" : "rows"}`;
    return onlyUpdate ? `Update ${rows} of ${table}` : `Upsert ${rows} into ${table}`;
  },
  nameFragment: ({ table }) => `data_of_${bareName(table)}`,
  // Changes no schema; that table and fields exist is known before anything runs.
  mutate: ({ table: key, conflictKeys, rows }, before) => {
    const table = requireTable(before, key);
    const used = new Set(conflictKeys);
    for (const row of rows) for (const name of Object.keys(row)) used.add(name);
    for (const name of used) requireField(table, name);
    return before;
  },
  up: (parts, context) =>
    parts.rows.length === 0 ? [] : context.editor.upsert(upsertOf(parts, context)),
  down: (parts, context) =>
    parts.rows.length === 0 ? [] : context.editor.removeUpserted(upsertOf(parts, context)),
});

function upsertOf(parts: UpsertParts, { after, origin }: OperationContext): Upsert {
  return { ...parts, table: requireTable(after, parts.table), schema: after, origin };
}

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
