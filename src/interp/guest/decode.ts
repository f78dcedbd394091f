import { Form, Tag } from "../protocol.js";
import { fromBase64 } from "./bytes.js";

const { parse } = JSON;
const { fromEntries } = Object;

/** Makes the guest's side of a host object or facade; installed by the bridge. */
export interface Reviver {
  handle(type: number, id: number): unknown;
  facade(index: number, methods: readonly unknown[]): unknown;
}

/**
 * Reads text from the host: plain JSON when the value is nothing but JSON, tagged JSON
 * otherwise.
 */
export function decode(text: string, reviver: Reviver): unknown {
  const body: unknown = parse(text.slice(1));
  return text[0] === Form.json ? body : untag(body, reviver);
}

function untag(value: unknown, reviver: Reviver): unknown {
  if (!Array.isArray(value)) return value;
  switch (value[0]) {
    case Tag.array: {
      const array: unknown[] = [];
      for (let i = 1; i < value.length; i++) array.push(untag(value[i], reviver));
      return array;
    }
    case Tag.object: {
      const entries: [string, unknown][] = [];
      for (let i = 1; i < value.length; i += 2) {
        entries.push([value[i], untag(value[i + 1], reviver)]);
      }
      return fromEntries(entries);
    }
    case Tag.undefined:
      return undefined;
    case Tag.bigint:
      return BigInt(value[1]);
    case Tag.date:
      return new Date(value[1]);
    case Tag.bytes:
      return fromBase64(value[1]);
    case Tag.negativeZero:
      return -0;
    case Tag.handle:
      return reviver.handle(value[1], value[2]);
    case Tag.facade:
      return reviver.facade(value[1], value[2]);
    default:
      throw new TypeError("the host sent a value of an unknown kind");
  }
}
