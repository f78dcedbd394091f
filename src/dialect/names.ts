import type { SideObject } from "../schema/field.js";
import type { Claim, SideClaim } from "../schema/naming.js";
import { DialectError } from "./dialect-error.js";

/**
 * A name in quotes, the closing quote doubled inside: the one place where identifiers are escaped.
 *
 * @throws DialectError for an empty name and for NUL, which no database can hold.
 */
export function quoteName(name: string, quotes: readonly [open: string, close: string]): string {
  if (name === "" || name.includes("\0") || !name.isWellFormed()) {
    throw new DialectError({
      code: "DIALECT_NAME",
      message: `${JSON.stringify(name)} cannot be a name`,
      hint: "Choose a name that is not empty and has no NUL character and no half of a character.",
    });
  }
  return quotes[0] + name.replaceAll(quotes[1], quotes[1] + quotes[1]) + quotes[1];
}

/** A key of `Schema.tables` as namespace and name: `"audit.log"`; a name may hold dots itself. */
export function splitTableKey(key: string): {
  readonly namespace: string | undefined;
  readonly name: string;
} {
  const dot = key.indexOf(".");
  return dot < 1 || dot === key.length - 1
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, dot), name: key.slice(dot + 1) };
}

/**
 * The SQL that drops an object whose name has a dot or a bracket: such a name does not tell what it is the name of.
 * undefined: it does, see `dropObjectSql`.
 *
 * @param types of the arguments, in their brackets, where they are a part of what the database calls it
 */
export function dropOfOddName(
  object: {
    readonly kind: string;
    readonly namespace?: string | undefined;
    readonly name: string;
    readonly types?: string;
  },
  quote: (name: string) => string,
): string | undefined {
  const { kind, namespace, name, types = "" } = object;
  if (!/[.()]/.test(name)) return undefined;
  const path = namespace === undefined ? quote(name) : `${quote(namespace)}.${quote(name)}`;
  return `DROP ${kind.toUpperCase()} ${path}${types}`;
}

/** The name of what a database makes beside a column, where it does. */
export function besides(isMade: boolean, side: SideObject, claim: () => Claim): SideClaim[] {
  return isMade ? [{ ...claim(), side }] : [];
}
