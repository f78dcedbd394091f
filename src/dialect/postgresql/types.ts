import { standardTypes, type TypeRule, type TypeRules } from "../standard-types.js";

/** How PostgreSQL spells the types of the model. `enum` is a type of its own per field. */
export const postgresqlTypes: TypeRules = Object.freeze({
  ...standardTypes,
  time: withFraction("TIME"),
  timestamp: withFraction("TIMESTAMP"),
  timestamptz: withFraction("TIMESTAMP", " WITH TIME ZONE"),
  interval: withFraction("INTERVAL"),
  uuid: () => "UUID",
  jsonb: () => "JSONB",
  bytes: () => "BYTEA",
  inet: () => "INET",
});

/** A type whose modifier is the number of digits of a second. */
function withFraction(name: string, rest = ""): TypeRule {
  return ({ precision }) =>
    precision === undefined ? name + rest : `${name}(${precision})${rest}`;
}
