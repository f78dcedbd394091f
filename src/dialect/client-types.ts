import type { ScalarType } from "./standard-types.js";

/**
 * The values of a column in TypeScript: what the database's usual client hands out, and what it takes,
 * both without NULL. `JsonValue` and `Interval` are known to the writer of the file.
 */
export interface ClientType {
  readonly select: string;
  readonly insert: string;
}

/** What a database's usual client does with the types of the model, as it is without any option. */
export interface Client {
  /** The npm package. */
  readonly name: string;
  readonly types: Readonly<Record<ScalarType, ClientType>>;
  /** The type of a list of such values; `type` is the name of the element's type. */
  readonly listOf: (element: ClientType, type: string) => ClientType;
}

export function both(text: string): ClientType {
  return { select: text, insert: text };
}

const text = both("string");
const number = both("number");

/** Where clients agree: text is text, and numbers that a double holds are numbers. */
const commonClientTypes = Object.freeze({
  varchar: text,
  char: text,
  text,
  smallint: number,
  integer: number,
  serial: number,
  float: number,
  double: number,
  time: text,
  interval: text,
  uuid: text,
  inet: text,
  // A field with values is asked for them.
  enum: text,
  bytes: { select: "Buffer", insert: "Uint8Array" },
});

/** A client by what clients differ in; `own`: what else is not as usual. Without arrays, lists are JSON text. */
export function makeClient(
  name: string,
  { bigint, moment, json, ...own }: ClientDifferences,
  listOf: Client["listOf"] = () => json,
): Client {
  const counters = { bigint, bigserial: bigint };
  const moments = { date: moment, timestamp: moment, timestamptz: moment };
  const types = { ...commonClientTypes, ...counters, ...moments, json, jsonb: json, ...own };
  return Object.freeze({ name, types, listOf });
}

type ClientDifferences = {
  readonly [Type in "bigint" | "moment" | "json" | "decimal" | "boolean"]: ClientType;
} & { readonly [Type in "time" | "interval"]?: ClientType };

/**
 * The values of a (resolved) type of the model; undefined where the model has no word for it.
 *
 * @param values TypeScript of what an enum may be.
 */
export function clientTypeOf(
  client: Client,
  type: string,
  values: string | undefined,
): ClientType | undefined {
  const list = type.endsWith("[]");
  const name = list ? type.slice(0, -2) : type;
  if (!Object.hasOwn(client.types, name)) return undefined;
  const element =
    name === "enum" && values !== undefined ? both(values) : client.types[name as ScalarType];
  return list ? client.listOf(element, name) : element;
}
