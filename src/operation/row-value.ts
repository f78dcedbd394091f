import { DefaultRef } from "../schema/default-ref.js";
import { Verbatim } from "../schema/verbatim.js";
import { isPlainRecord } from "../text/record.js";
import { OperationError } from "./operation-error.js";

/** `ref("now")` in a row: the SQL text of an entry of the defaults. */
export interface RefData {
  readonly $ref: string;
}

/** `bytes("aGk=")`: binary data as base64. */
export interface BytesData {
  readonly $bytes: string;
}

/** `verbatim("null")`: a text that the database reads by itself, whatever the type of the field. */
export interface VerbatimData {
  readonly $verbatim: string;
}

/** A JSON value; an object with the one key `$ref`, `$bytes` or `$verbatim` is what those functions make. */
export type JsonData =
  | null
  | boolean
  | number
  | string
  | readonly JsonData[]
  | { readonly [key: string]: JsonData };

/** What a row of `UpsertData` may hold. */
export type RowValueData =
  | bigint
  | Date
  | Uint8Array
  | RefData
  | BytesData
  | VerbatimData
  | JsonData
  | undefined;

/** JSON nested deeper than this is refused. */
const DEEPEST = 64;

/**
 * The value as editors take it: scalars, dates and bytes as they are, {@link DefaultRef} for
 * `ref(...)`, {@link Verbatim} for `verbatim(...)`, a copy of a JSON array or object. undefined is NULL.
 *
 * @throws OperationError naming the path of what has no meaning in SQL (NaN, a function).
 */
export function rowValue(data: unknown, path: string): unknown {
  switch (typeof data) {
    case "undefined":
      return null;
    case "boolean":
    case "string":
    case "bigint":
      return data;
    case "object":
      return data === null ? null : objectValue(data, path);
    default:
      return jsonValue(data, path, 0);
  }
}

function objectValue(data: object, path: string): unknown {
  if (data instanceof DefaultRef || data instanceof Verbatim) return data;
  if (data instanceof Uint8Array) return new Uint8Array(data);
  if (data instanceof Date) {
    if (!Number.isNaN(data.getTime())) return new Date(data);
    throw invalid("the date is not valid", path);
  }
  const [[key, value] = [], ...more] = Object.entries(data);
  if (more.length === 0 && typeof value === "string") {
    if (key === "$ref") return new DefaultRef(value);
    if (key === "$verbatim") return new Verbatim(value);
    if (key === "$bytes") return decodeBytes({ $bytes: value }, path);
  }
  return jsonValue(data, path, 0);
}

/** Whether it is what `bytes(...)` makes. */
export function isBytesData(data: unknown): data is BytesData {
  if (typeof data !== "object" || data === null || Object.keys(data).length !== 1) return false;
  return "$bytes" in data && typeof data.$bytes === "string";
}

/** @throws OperationError for what is not base64 */
export function decodeBytes({ $bytes }: BytesData, path: string): Uint8Array {
  const text = $bytes.replaceAll(/\s/g, "");
  const bytes = Buffer.from(text, "base64");
  const again = bytes.toString("base64").replaceAll("=", "");
  if (again === text.replace(/(?<!=)=+$/, "")) return new Uint8Array(bytes);
  throw invalid("this is not base64", path);
}

function jsonValue(data: unknown, path: string, depth: number): unknown {
  if (data === null || typeof data === "boolean" || typeof data === "string") return data;
  if (typeof data === "number") {
    if (Number.isFinite(data)) return data;
    throw invalid(`${data} has no meaning in SQL`, path);
  }
  if (depth > DEEPEST) throw invalid(`JSON is nested deeper than ${DEEPEST}`, path);
  if (Array.isArray(data)) {
    return Object.freeze(data.map((item, at) => jsonValue(item, `${path}[${at}]`, depth + 1)));
  }
  if (!isPlainRecord(data)) {
    throw invalid(`a value of this kind (${nameOf(data)}) cannot stand in a row`, path);
  }
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  return Object.freeze(
    Object.fromEntries(
      entries.map(([key, value]) => [key, jsonValue(value, `${path}.${key}`, depth + 1)]),
    ),
  );
}

function nameOf(data: unknown): string {
  return typeof data === "object" ? (data?.constructor?.name ?? "object") : typeof data;
}

function invalid(message: string, path: string): OperationError {
  return new OperationError({
    code: "OPERATION_BAD_VALUE",
    message,
    hint: "Rows hold null, booleans, finite numbers, bigints, strings, dates, bytes(...), ref(...), verbatim(...) and JSON values.",
    path,
  });
}

/** Back to what an author writes. */
export function rowValueToData(value: unknown): unknown {
  if (value instanceof Verbatim) return { $verbatim: value.text };
  return value instanceof DefaultRef ? { $ref: value.name } : value;
}
