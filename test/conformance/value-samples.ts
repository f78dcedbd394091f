import { decodeArray } from "../../src/driver/postgresql-values.js";
import type { FieldData } from "../../src/operation/field-data.js";
import { type FieldType, isFieldType } from "../../src/schema/check-field-type.js";

/** What a field of a type is given in a JSON file, and what that is once it has been read. */
export interface ValueSample {
  readonly field: Omit<FieldData, "name" | "type">;
  /** One for each row. */
  readonly given: readonly [unknown, unknown];
  /** What the rows hold, where that is not what was given. */
  readonly held?: readonly [unknown, unknown];
  /** What stands in a list, where it is not both of `given`. */
  readonly listed?: readonly unknown[];
  /** A value as a driver reads it, in the form of `held`; databases differ in that. */
  readonly read: (value: unknown) => unknown;
}

const asIs = (value: unknown): unknown => value;
const json = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value);
const jsonList = (value: unknown): unknown =>
  typeof value === "string" && value.startsWith("[") ? JSON.parse(value) : value;
const moment = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
const clock = (value: unknown): unknown => String(value).replace(/\.0+$/, "");
const base64 = (value: unknown): unknown =>
  value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString("base64") } : value;

const DOCUMENTS = [
  { a: [1, 2.5, null, "5", { "b c": true }], text: 'it\'s "quoted" \\ 日本' },
  ["a", 1, null, [true], {}],
] as const;
const MOMENTS = ["2024-06-01T08:09:10.000Z", "2001-12-31T23:59:59.250Z"] as const;

/** Every type of the schema; one without an entry does not compile. */
export const valueSamples: Readonly<Record<FieldType, ValueSample>> = {
  bigint: { field: {}, given: ["9007199254740993", "-5"], read: String },
  bigserial: {
    field: { primaryKey: true },
    given: ["9007199254740993", 5],
    held: ["9007199254740993", "5"],
    read: String,
  },
  boolean: { field: {}, given: [true, false], read: Boolean },
  bytes: {
    field: {},
    given: [{ $bytes: "AP9n" }, { $bytes: "" }],
    read: base64,
  },
  char: { field: { length: 5 }, given: ["abcde", "日本語é'"], read: asIs },
  date: {
    field: {},
    given: ["2024-06-01T23:00:00.000Z", "2001-12-31"],
    held: ["2024-06-01", "2001-12-31"],
    read: asIs,
  },
  decimal: {
    field: { precision: 10, scale: 2 },
    given: ["12345678.25", "-0.50"],
    held: [12345678.25, -0.5],
    read: Number,
  },
  double: { field: {}, given: [0.1, -1.5e300], read: asIs },
  enum: {
    field: { values: ["a b", "it's"] },
    given: ["it's", "a b"],
    read: asIs,
  },
  float: { field: {}, given: [1.5, -0.1], read: asIs },
  foreign_key: {
    field: { foreignKey: { table: "parents" } },
    given: [7, null],
    read: asIs,
  },
  inet: { field: {}, given: ["10.0.0.1", "::1"], read: asIs },
  integer: { field: {}, given: [2147483647, -1], read: Number },
  interval: { field: {}, given: ["1 day 02:03:04", "00:00:01"], read: asIs },
  json: { field: {}, given: DOCUMENTS, read: json },
  jsonb: { field: {}, given: ["5", true], listed: [{ a: ["5"] }, [1, [2]]], read: json },
  native: {
    field: { native: "varchar(20)" },
    given: ["plain", "{a}"],
    read: asIs,
  },
  serial: { field: { primaryKey: true }, given: [7, 8], read: Number },
  smallint: { field: {}, given: [32767, -1], read: Number },
  text: { field: {}, given: ["a\nb\t'c' \\ 日本 😀", ""], read: asIs },
  time: {
    field: { precision: 0 },
    given: ["2024-06-01T08:09:10.000Z", "23:59:59"],
    held: ["08:09:10", "23:59:59"],
    read: clock,
  },
  timestamp: { field: { precision: 3 }, given: MOMENTS, read: moment },
  timestamptz: { field: { precision: 3 }, given: MOMENTS, read: moment },
  uuid: {
    field: {},
    given: ["0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"],
    read: (value) => String(value).toLowerCase(),
  },
  varchar: { field: { length: 20 }, given: ["[1]", ' {"a": 1} '], read: asIs },
};

/** A list of each type that can stand in one; bytes are no JSON, which is what most databases have. */
export const listSamples: Readonly<Record<string, ValueSample>> = Object.fromEntries(
  Object.entries(valueSamples)
    .filter(([type]) => isFieldType(`${type}[]`) && type !== "bytes")
    .map(([type, { field, given, held = given, listed, read }]) => [
      `${type}[]`,
      {
        field,
        given: [listed ?? given, []],
        held: [listed ?? held, []],
        read: (value: unknown) => listOf(jsonList(value)).map(read),
      },
    ]),
);

/** Arrays of a type that a database of PostgreSQL has made itself come as their text. */
function listOf(value: unknown): readonly unknown[] {
  if (typeof value === "string" && value.startsWith("{")) {
    return listOf(decodeArray(value, { decode: asIs, nested: true }));
  }
  if (Array.isArray(value)) return value;
  throw new Error(`${JSON.stringify(value)} is no list`);
}
