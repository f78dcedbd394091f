import {
  both,
  type Client,
  type ClientType,
  commonClientTypes,
  listAsJson,
} from "../client-types.js";

const whole: ClientType = { select: "number", insert: "number | bigint" };
const text = both("string");

/** `better-sqlite3`, which takes neither booleans nor dates. */
export const sqliteClient: Client = Object.freeze({
  name: "better-sqlite3",
  types: {
    ...commonClientTypes,
    bigint: whole,
    bigserial: whole,
    // More digits than a double holds stay text.
    decimal: both("number | string"),
    boolean: both("number"),
    date: text,
    timestamp: text,
    timestamptz: text,
    json: text,
    jsonb: text,
  },
  listOf: listAsJson(text),
});
