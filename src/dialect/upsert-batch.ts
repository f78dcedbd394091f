import { createHash } from "node:crypto";
import type { FieldPlace } from "../schema/resolve-field-type.js";
import type { Table } from "../schema/table.js";
import { sameValues } from "./same-values.js";
import type { Upsert, UpsertRow } from "./schema-change.js";
import type { StandardDialect } from "./standard-dialect.js";
import { type Cell, makeCell } from "./upsert-cell.js";

/** Rows that one statement can carry: all have values for the same columns. */
export interface UpsertBatch {
  readonly upsert: Upsert;
  readonly columns: readonly string[];
  /** The columns that are no conflict keys. */
  readonly others: readonly string[];
  readonly rows: readonly BatchRow[];
  /** A unique constraint covers the keys and none of them is NULL: the database finds conflicts. */
  readonly matchable: boolean;
}

interface BatchRow {
  /** Digest of the values of the conflict keys: what the table of created rows calls the row. */
  readonly key: string;
  readonly cells: readonly Cell[];
}

interface BatchLimits {
  readonly dialect: StandardDialect;
  readonly mostParameters: number;
  readonly mostRows: number;
}

/** Cuts the rows into batches, in their order: a later row may refer to an earlier one. */
export function batchesOf(upsert: Upsert, limits: BatchLimits): UpsertBatch[] {
  const covered = coversKeys(upsert.table, upsert.conflictKeys);
  const batches: (UpsertBatch & { readonly rows: BatchRow[] })[] = [];
  const place: FieldPlace = { table: upsert.table, schema: upsert.schema };
  const seen = new Set<string>();
  for (const row of upsert.rows) {
    const columns = columnsOf(upsert, row);
    const cells = columns.map((name) =>
      makeCell(row[name], { name, place, dialect: limits.dialect }),
    );
    const made = { key: keyOf(upsert, row), cells };
    const matchable =
      covered &&
      upsert.conflictKeys.every((name) => cells[columns.indexOf(name)]?.isNull === false);
    const last = batches.at(-1);
    const fits =
      last !== undefined &&
      last.matchable === matchable &&
      !seen.has(made.key) &&
      last.rows.length < roomFor(columns, limits) &&
      sameValues(last.columns, columns);
    if (!fits) seen.clear();
    seen.add(made.key);
    if (fits) last.rows.push(made);
    else {
      const others = columns.filter((name) => !upsert.conflictKeys.includes(name));
      batches.push({ upsert, columns, others, rows: [made], matchable });
    }
  }
  return batches;
}

/** In the order of the table, so that rows that differ only in the order of keys go together. */
function columnsOf(upsert: Upsert, row: UpsertRow): readonly string[] {
  const names = new Set([
    ...upsert.conflictKeys,
    ...Object.keys(row).filter((name) => row[name] !== undefined),
  ]);
  const known = upsert.table.fields.map((field) => field.name).filter((name) => names.has(name));
  return [...known, ...[...names].filter((name) => !known.includes(name))];
}

/**
 * A digest: of one length, so that every database can index it, and the same only for the same
 * values, whatever a collation thinks of upper and lower case.
 */
function keyOf(upsert: Upsert, row: UpsertRow): string {
  const text = JSON.stringify(
    upsert.conflictKeys.map((name) => row[name] ?? null),
    (_key, value: unknown) => {
      if (typeof value === "bigint") return String(value);
      return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString("base64") } : value;
    },
  );
  return createHash("sha256").update(text).digest("hex");
}

/** The statement for the table of created rows has one parameter for the row and one for each key. */
function roomFor(columns: readonly string[], limits: BatchLimits): number {
  return Math.max(
    1,
    Math.min(limits.mostRows, Math.floor(limits.mostParameters / (columns.length + 1))),
  );
}

function coversKeys(table: Table, keys: readonly string[]): boolean {
  const sets = [
    table.primaryKey?.fields ?? [],
    ...table.uniques.map((unique) => unique.fields),
    ...table.indexes
      .filter((index) => index.unique && index.where === undefined)
      .map((index) => index.parts.map((part) => part.field ?? "")),
  ];
  return sets.some(
    (fields) => fields.length === keys.length && fields.every((name) => keys.includes(name)),
  );
}
