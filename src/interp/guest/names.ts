import { ownValue } from "./harden.js";

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;

/** The own data property `name` of a function; never runs a getter. */
export function nameOf(value: unknown): string {
  if (typeof value !== "function") return "";
  const name: unknown = getOwnPropertyDescriptor(value, "name")?.value;
  return typeof name === "string" ? name.slice(0, 200) : "";
}

/** The name of the class whose prototype this is; empty when there is none. */
export function classNameOf(prototype: object | null): string {
  if (prototype === null) return "";
  return nameOf(ownValue(prototype, "constructor"));
}

/** What an object is, for an error message. */
export function describeObject(value: object): string {
  const name = classNameOf(getPrototypeOf(value));
  if (name === "Object" || name === "") return "an object with a prototype of its own";
  if (name === "Promise") return "a promise (it must be awaited)";
  return /^[AEIOU]/.test(name) ? `an ${name}` : `a ${name}`;
}
