import { both, type Client, type ClientType, commonClientTypes } from "../client-types.js";
import { standardTypes, type TypeRule, type TypeRules } from "../standard-types.js";

/** How PostgreSQL spells the types of the model. `enum` is a type of its own per field. */
export const postgresqlTypes: TypeRules = Object.freeze({
  ...standardTypes,
  time: withFraction("TIME"),
  timestamp: withFraction("TIMESTAMP"),
  timestamptz: withFraction("TIMESTAMP", " WITH TIME ZONE"),
  interval: withFraction("INTERVAL"),
  uuid: "UUID",
  jsonb: "JSONB",
  bytes: "BYTEA",
  inet: "INET",
});

/** A type whose modifier is the number of digits of a second. */
function withFraction(name: string, rest = ""): TypeRule {
  return ({ precision }) =>
    precision === undefined ? name + rest : `${name}(${precision})${rest}`;
}

const moment: ClientType = { select: "Date", insert: "Date | string" };
const whole: ClientType = { select: "string", insert: "string | number | bigint" };
const json: ClientType = { select: "JsonValue", insert: "string" };

/** `pg`, whose numbers beyond a double's are text. */
export const postgresqlClient: Client = Object.freeze({
  name: "pg",
  types: {
    ...commonClientTypes,
    bigint: whole,
    bigserial: whole,
    decimal: { select: "string", insert: "string | number" },
    boolean: both("boolean"),
    date: moment,
    timestamp: moment,
    timestamptz: moment,
    interval: { select: "Interval", insert: "string" },
    json,
    jsonb: json,
  },
  listOf: (element: ClientType, type: string): ClientType => {
    const insert = list(element.insert);
    // It knows the arrays of the server's own types only.
    if (type === "enum") return { select: "string", insert: `string | ${insert}` };
    // As an exception to what it does with one.
    if (type === "decimal") return { select: "number[]", insert };
    return { select: list(element.select), insert };
  },
});

function list(element: string): string {
  return element.includes(" ") ? `(${element})[]` : `${element}[]`;
}
