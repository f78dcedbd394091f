import { classNameOf, nameOf } from "./names.js";

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { ownKeys } = Reflect;
const DEPTH = 3;
const ITEMS = 50;
const TEXT = 10_000;

/** A value as text for the log: accessors are not run, length and depth are bounded. */
export function inspect(value: unknown, depth = 0): string {
  if (typeof value === "string")
    return depth === 0 ? value.slice(0, TEXT) : JSON.stringify(value.slice(0, 1000));
  if (typeof value === "function") return `[Function: ${nameOf(value) || "(anonymous)"}]`;
  if (typeof value === "symbol") return "Symbol()";
  if (typeof value === "bigint") return value > 10n ** 100n ? "[BigInt]" : `${value}n`;
  if (typeof value !== "object" || value === null) return `${value as string}`;
  return inspectObject(value, depth);
}

function inspectObject(value: object, depth: number): string {
  const prototype = getPrototypeOf(value);
  if (value instanceof Error) return inspectError(value);
  if (Array.isArray(value)) return depth >= DEPTH ? "[Array]" : inspectArray(value, depth);
  const name = classNameOf(prototype);
  const prefix = name === "" || name === "Object" ? "" : `${name} `;
  if (depth >= DEPTH) return `[${prefix.trim() || "Object"}]`;
  const parts: string[] = [];
  for (const key of ownKeys(value)) {
    if (parts.length >= ITEMS) {
      parts.push("...");
      break;
    }
    const descriptor = getOwnPropertyDescriptor(value, key);
    if (descriptor === undefined || descriptor.enumerable !== true) continue;
    const shown = descriptor.get === undefined ? inspect(descriptor.value, depth + 1) : "[Getter]";
    parts.push(`${typeof key === "symbol" ? "[symbol]" : key}: ${shown}`);
  }
  return parts.length === 0 ? `${prefix}{}` : `${prefix}{ ${parts.join(", ")} }`;
}

function inspectArray(value: readonly unknown[], depth: number): string {
  const parts: string[] = [];
  for (let i = 0; i < value.length; i++) {
    if (i >= ITEMS) {
      parts.push(`... ${value.length - i} more`);
      break;
    }
    const descriptor = getOwnPropertyDescriptor(value, i);
    if (descriptor === undefined) parts.push("<empty>");
    else parts.push(descriptor.get ? "[Getter]" : inspect(descriptor.value, depth + 1));
  }
  return parts.length === 0 ? "[]" : `[ ${parts.join(", ")} ]`;
}

function inspectError(error: object): string {
  const message: unknown = getOwnPropertyDescriptor(error, "message")?.value;
  const name = classNameOf(getPrototypeOf(error)) || "Error";
  return typeof message === "string" ? `${name}: ${message.slice(0, 1000)}` : name;
}
