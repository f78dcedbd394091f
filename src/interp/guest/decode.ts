import { fromBase64 } from "./bytes.js";

const { parse } = JSON;
const { fromEntries } = Object;

/** Makes the guest's side of a host object or facade; installed by the bridge. */
export interface Reviver {
  handle(type: number, id: number): unknown;
  facade(index: number, methods: readonly unknown[]): unknown;
}

/**
 * Reads text from the host: `J` + plain JSON when the value is nothing but JSON, `T` + tagged JSON
 * otherwise.
 */
export function decode(text: string, reviver: Reviver): unknown {
  const body: unknown = parse(text.slice(1));
  return text[0] === "J" ? body : revive(body, reviver);
}

function revive(value: unknown, reviver: Reviver): unknown {
  if (!Array.isArray(value)) return value;
  switch (value[0]) {
    case 0: {
      const array: unknown[] = [];
      for (let i = 1; i < value.length; i++) array.push(revive(value[i], reviver));
      return array;
    }
    case 1: {
      const entries: [string, unknown][] = [];
      for (let i = 1; i < value.length; i += 2) {
        entries.push([value[i], revive(value[i + 1], reviver)]);
      }
      return fromEntries(entries);
    }
    case 2:
      return undefined;
    case 3:
      return BigInt(value[1]);
    case 4:
      return new Date(value[1]);
    case 5:
      return fromBase64(value[1]);
    case 6:
      return -0;
    case 9:
      return reviver.handle(value[1], value[2]);
    case 10:
      return reviver.facade(value[1], value[2]);
    default:
      throw new TypeError("the host sent a value of an unknown kind");
  }
}
