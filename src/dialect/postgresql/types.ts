import { both, makeClient } from "../client-types.js";
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

/** `pg`, whose numbers beyond a double's are text. */
export const postgresqlClient = makeClient(
  "pg",
  {
    bigint: { select: "string", insert: "string | number | bigint" },
    decimal: { select: "string", insert: "string | number" },
    boolean: both("boolean"),
    moment: { select: "Date", insert: "Date | string" },
    interval: { select: "Interval", insert: "string" },
    json: { select: "JsonValue", insert: "string" },
  },
  (element, type) => {
    const insert = list(element.insert);
    // It knows the arrays of the server's own types only.
    if (type === "enum") return { select: "string", insert: `string | ${insert}` };
    // As an exception to what it does with one.
    if (type === "decimal") return { select: "number[]", insert };
    return { select: list(element.select), insert };
  },
);

function list(element: string): string {
  return element.includes(" ") ? `(${element})[]` : `${element}[]`;
}
