const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Captured before the realm is frozen; absent in the locked profile. */
const ByteArray: Uint8ArrayConstructor | undefined =
  typeof Uint8Array === "undefined" ? undefined : Uint8Array;
const byteLength =
  ByteArray &&
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(ByteArray.prototype), "length")?.get;

/** Bytes in a form that exists in both profiles. */
export class Bytes {
  readonly base64: string;
  /** Number of bytes. */
  readonly length: number;

  constructor(base64: string) {
    if (typeof base64 !== "string" || !isBase64(base64)) {
      throw new TypeError("bytes() takes a string in base64");
    }
    this.base64 = base64;
    this.length = countBytes(base64);
    Object.freeze(this);
  }

  toString(): string {
    return this.base64;
  }
}

/** Makes bytes from base64; they reach the host as a `Uint8Array`. */
export function bytes(base64: string): Bytes {
  return new Bytes(base64);
}

/** The base64 of a value that is bytes; undefined when it is something else. */
export function base64Of(value: object, prototype: object | null): string | undefined {
  if (prototype === Bytes.prototype) {
    const base64 = Object.getOwnPropertyDescriptor(value, "base64")?.value;
    return typeof base64 === "string" && isBase64(base64) ? base64 : undefined;
  }
  if (ByteArray !== undefined && byteLength !== undefined && prototype === ByteArray.prototype) {
    const length = Reflect.apply(byteLength, value, []);
    return encodeBase64(value as Uint8Array, Number(length));
  }
  return undefined;
}

/** Bytes from the host, as this profile shows them. */
export function fromBase64(base64: string): Bytes | Uint8Array {
  return ByteArray === undefined ? new Bytes(base64) : decodeBase64(base64, ByteArray);
}

function isBase64(text: string): boolean {
  if (text.length % 4 !== 0) return false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const letter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || (c >= 47 && c <= 57);
    if (letter || c === 43) continue;
    if (c === 61 && i >= text.length - 2 && (i === text.length - 1 || text[i + 1] === "="))
      continue;
    return false;
  }
  return true;
}

function countBytes(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

function encodeBase64(array: Uint8Array, length: number): string {
  let text = "";
  for (let i = 0; i < length; i += 3) {
    const a = array[i] ?? 0;
    const b = array[i + 1] ?? 0;
    const c = array[i + 2] ?? 0;
    text += `${ALPHABET[a >> 2]}${ALPHABET[((a & 3) << 4) | (b >> 4)]}`;
    text += i + 1 < length ? ALPHABET[((b & 15) << 2) | (c >> 6)] : "=";
    text += i + 2 < length ? ALPHABET[c & 63] : "=";
  }
  return text;
}

function decodeBase64(base64: string, Target: Uint8ArrayConstructor): Uint8Array {
  const array = new Target(countBytes(base64));
  let at = 0;
  for (let i = 0; i < base64.length; i += 4) {
    const word =
      (sextet(base64, i) << 18) |
      (sextet(base64, i + 1) << 12) |
      (sextet(base64, i + 2) << 6) |
      sextet(base64, i + 3);
    if (at < array.length) array[at++] = (word >> 16) & 255;
    if (at < array.length) array[at++] = (word >> 8) & 255;
    if (at < array.length) array[at++] = word & 255;
  }
  return array;
}

function sextet(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (c >= 97) return c - 71;
  if (c >= 65) return c - 65;
  if (c >= 48 && c <= 57) return c + 4;
  return c === 43 ? 62 : c === 47 ? 63 : 0;
}
