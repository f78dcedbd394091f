import type { Row } from "../driver/driver.js";
import type { IgnoredOperation } from "../plan/ignored-operation.js";
import type { Outcome } from "./run-result.js";

/** One applied migration, as the history knows it; the predecessor recorded only name and time. */
export interface HistoryRow {
  readonly name: string;
  readonly appliedAt: Date | undefined;
  readonly checksum: string | undefined;
  /** Milliseconds. */
  readonly duration: number | undefined;
  readonly toolVersion: string | undefined;
  readonly outcome: Outcome;
  readonly ignored: readonly IgnoredOperation[];
}

/** By name, in the order of application. */
export type History = ReadonlyMap<string, HistoryRow>;

/** Reads a row of the history table; what the predecessor did not record is undefined. */
export function historyRow(row: Row): HistoryRow {
  const duration = row.duration_ms ?? undefined;
  return {
    name: String(row.name),
    appliedAt: time(row.applied_at),
    checksum: text(row.checksum),
    duration: duration === undefined ? undefined : Number(duration),
    toolVersion: text(row.tool_version),
    outcome: row.outcome === "faked" || row.outcome === "squashed" ? row.outcome : "applied",
    ignored: ignoredOperations(text(row.details)),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Times without a zone are UTC, as they were written. */
function time(value: unknown): Date | undefined {
  if (value instanceof Date) return value;
  if (typeof value === "number") return new Date(value);
  if (typeof value !== "string") return undefined;
  const zoned = /(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(value) ? value : `${value.replace(" ", "T")}Z`;
  const date = new Date(zoned);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function ignoredOperations(details: string | undefined): readonly IgnoredOperation[] {
  if (details === undefined) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(details);
  } catch {
    return [];
  }
  if (typeof parsed !== "object" || parsed === null || !("ignored" in parsed)) return [];
  return Array.isArray(parsed.ignored) ? parsed.ignored.flatMap(ignoredOperation) : [];
}

function ignoredOperation(value: unknown): readonly IgnoredOperation[] {
  if (typeof value !== "object" || value === null) return [];
  if (!("operation" in value) || typeof value.operation !== "number") return [];
  return [
    {
      operation: value.operation,
      error: "error" in value ? String(value.error) : "",
      present: "present" in value && value.present === true,
    },
  ];
}
