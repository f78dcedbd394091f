import { createHash } from "node:crypto";
import { isRecord } from "../text/record.js";

const TAGS = ["$bigint", "$date", "$base64", "$object"] as const;
type Tag = (typeof TAGS)[number];

/**
 * JSON that keeps bigint, dates and bytes, with keys in a fixed order: equal values have equal
 * texts, so that a text can be hashed. An object that looks like one of the tags is wrapped.
 */
export function toPlanText(value: unknown, indent?: number): string {
  return JSON.stringify(encode(value), undefined, indent);
}

/** A text of {@link toPlanText} with escapes for what reorders or hides text before a reader's eyes. */
export function readablePlanText(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/**
 * Does a text say exactly what was read of it, blanks and the spelling of characters apart? Of a key
 * that stands there twice a program takes the last one, some names of keys are dropped on the way,
 * and a number has several spellings; a person may have read something else.
 */
export function saysJust(text: string, read: unknown): boolean {
  const plain = text.replaceAll(/"(?:[^"\\]|\\.)*"?|\s+/g, (part) =>
    part.startsWith('"') ? JSON.stringify(JSON.parse(part)) : "",
  );
  return plain === toPlanText(read);
}

/** The value of a text of {@link toPlanText}. @throws SyntaxError when it is not JSON. */
export function fromPlanText(text: string): unknown {
  return decode(JSON.parse(text));
}

/** SHA-256 of a value's text, hexadecimal. */
export function planHash(value: unknown): string {
  return createHash("sha256").update(toPlanText(value)).digest("hex");
}

function encode(value: unknown): unknown {
  switch (typeof value) {
    case "bigint":
      return { $bigint: value.toString() };
    case "object":
      return value === null ? null : encodeObject(value);
    default:
      return value;
  }
}

function encodeObject(value: object): unknown {
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString("base64") };
  const plain: Record<string, unknown> = {};
  let members = 0;
  for (const key of sorted(Object.keys(value))) {
    const member: unknown = Reflect.get(value, key);
    if (member === undefined) continue;
    members += 1;
    if (key === "__proto__") Object.defineProperty(plain, key, { value: encode(member), ...OWN });
    else plain[key] = encode(member);
  }
  if (members !== 1 || tagOf(plain) === undefined) return plain;
  return { $object: Object.entries(plain) };
}

/** In place. The built-in sorting makes kilobytes of lists for a dozen words, and each operation has a dozen objects. */
function sorted(keys: string[]): readonly string[] {
  if (keys.length > SHORT) return keys.sort();
  for (let end = 1; end < keys.length; end += 1) {
    const key = keys[end] ?? "";
    let at = end;
    for (; at > 0; at -= 1) {
      const before = keys[at - 1] ?? "";
      if (before <= key) break;
      keys[at] = before;
    }
    keys[at] = key;
  }
  return keys;
}

/** Words that are in order sooner when each is put in its place. */
const SHORT = 12;

/** As an assignment makes it, but of a name that an assignment takes for something else. */
const OWN = { enumerable: true, writable: true, configurable: true };

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (!isRecord(value)) return value;
  const tag = tagOf(value);
  if (tag !== undefined) return decodeTagged(tag, Object.values(value)[0]);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, decode(member)]));
}

function decodeTagged(tag: Tag, content: unknown): unknown {
  switch (tag) {
    case "$bigint":
      return BigInt(String(content));
    case "$date":
      return new Date(String(content));
    case "$base64":
      return new Uint8Array(Buffer.from(String(content), "base64"));
    case "$object":
      return Array.isArray(content)
        ? Object.fromEntries(content.map(([key, member]) => [key, decode(member)]))
        : {};
    default: {
      const never: never = tag;
      return never;
    }
  }
}

function tagOf(value: object): Tag | undefined {
  const [first, second] = Object.keys(value);
  return second === undefined ? TAGS.find((tag) => tag === first) : undefined;
}
