import { type Client, type ClientType, commonClientTypes, listAsJson } from "../client-types.js";

const moment: ClientType = { select: "Date", insert: "Date | string" };
const whole: ClientType = { select: "number", insert: "number | bigint | string" };
/** MariaDB's JSON is text, and a text is a JSON value, too. */
const json: ClientType = { select: "JsonValue", insert: "string" };

/** `mysql2`. */
export const mysqlClient: Client = Object.freeze({
  name: "mysql2",
  types: {
    ...commonClientTypes,
    bigint: whole,
    bigserial: whole,
    decimal: { select: "string", insert: "string | number" },
    boolean: { select: "number", insert: "boolean | number" },
    date: moment,
    timestamp: moment,
    timestamptz: moment,
    json,
    jsonb: json,
  },
  listOf: listAsJson(json),
});
