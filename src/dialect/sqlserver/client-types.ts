import {
  both,
  type Client,
  type ClientType,
  commonClientTypes,
  listAsJson,
} from "../client-types.js";

const moment: ClientType = { select: "Date", insert: "Date | string" };
const whole: ClientType = { select: "string", insert: "string | number | bigint" };
const text = both("string");

/** `tedious`. */
export const sqlserverClient: Client = Object.freeze({
  name: "tedious",
  types: {
    ...commonClientTypes,
    bigint: whole,
    bigserial: whole,
    decimal: { select: "number", insert: "number | string" },
    boolean: both("boolean"),
    date: moment,
    time: moment,
    timestamp: moment,
    timestamptz: moment,
    json: text,
    jsonb: text,
  },
  listOf: listAsJson(text),
});
