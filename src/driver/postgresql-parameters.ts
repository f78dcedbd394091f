import type { Client, Submittable } from "pg";
import { isStructure, type Parameter } from "./driver.js";
import { encodeJson } from "./json-text.js";
import {
  elementOf,
  encodeArray,
  encodeDate,
  encodeParameter,
  isJson,
} from "./postgresql-values.js";

/**
 * The parameters of a statement as they travel. A list can be JSON (`["a"]`) or an array (`{"a"}`):
 * the server, which has worked out the type of every parameter, is asked where there is one.
 *
 * @throws what the server says about the statement, and DriverError `DRIVER_VALUE_REFUSED`.
 */
export async function encodeParameters(
  client: Client,
  sql: string,
  parameters: readonly Parameter[],
): Promise<readonly (string | Buffer | null)[]> {
  const lists = parameters.some((value) => Array.isArray(value));
  const types = lists ? await describeParameters(client, sql) : [];
  const encoded: (string | Buffer | null)[] = [];
  for (const [at, value] of parameters.entries()) {
    if (!isStructure(value)) encoded.push(encodeParameter(value));
    else if (Array.isArray(value)) encoded.push(await encodeList(client, value, types[at]));
    else encoded.push(encodeJson(value));
  }
  return encoded;
}

async function encodeList(
  client: Client,
  list: readonly unknown[],
  type: number | undefined,
): Promise<string> {
  const element = type === undefined || isJson(type) ? undefined : elementOf(type);
  if (element === undefined && !(await isArray(client, type))) return encodeJson(list);
  const json = isJson(element);
  return encodeArray(list, {
    encode: json ? jsonElement : elementText,
    nested: !json,
  });
}

/** A text in an array of JSON is JSON text, as it was read. */
function jsonElement(value: unknown): string {
  return typeof value === "string" ? value : encodeJson(value);
}

function elementText(value: unknown): string {
  if (value instanceof Date) return encodeDate(value);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  return typeof value === "object" ? encodeJson(value) : String(value);
}

/** Of the types that a database has made itself (enums, domains) only it knows. */
async function isArray(client: Client, type: number | undefined): Promise<boolean> {
  if (type === undefined || isJson(type)) return false;
  const { rows } = await client.query({
    text: "SELECT 1 FROM pg_catalog.pg_type WHERE oid = $1 AND typcategory = 'A'",
    values: [type],
  });
  return rows.length > 0;
}

/**
 * The object ids of the types of `$1`, `$2` ... by the protocol's own question: parse the statement,
 * describe it, do not run it. While nothing else is asked.
 */
async function describeParameters(client: Client, sql: string): Promise<readonly number[]> {
  // The client takes questions of other kinds only one by one.
  const { pipeline } = client;
  Reflect.set(client, "pipeline", false);
  try {
    return await new Promise((resolve, reject) => {
      let types: readonly number[] = [];
      let stop = (): void => undefined;
      const question: Question = {
        submit: (wire) => {
          const hear = (message: { readonly dataTypeIDs: readonly number[] }): void => {
            types = message.dataTypeIDs;
          };
          wire.on("parameterDescription", hear);
          stop = () => void wire.off("parameterDescription", hear);
          wire.parse({ text: sql, name: "", types: [] }, true);
          wire.describe({ type: "S", name: "" }, true);
          wire.sync();
        },
        // The columns of the answer, which are not needed.
        handleRowDescription: () => undefined,
        handleError: (error) => {
          stop();
          reject(error);
        },
        handleReadyForQuery: () => {
          stop();
          resolve(types);
        },
      };
      client.query(question);
    });
  } finally {
    Reflect.set(client, "pipeline", pipeline);
  }
}

/** What the client calls when the answer comes. */
interface Question extends Submittable {
  handleRowDescription(): void;
  handleError(error: unknown): void;
  handleReadyForQuery(): void;
}
