import { parseArgs } from "node:util";
import type { Option, OptionTable } from "./command-summary.js";
import type { Named } from "./named.js";
import * as refusal from "./refusal.js";

/** By the name as it is declared, `dry-run`. */
export type FlagTable = ReadonlyMap<string, Option>;

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];
type FlagToken = Extract<Token, { kind: "option" }>;

/** What stands behind a flag that needs a value and is none: another flag, but no negative number. */
const flagLike = /^-(?![\d.]|$)/;

/** Of several tables; the first that has a name says what it is. */
export function flagTable(...tables: readonly OptionTable[]): FlagTable {
  return new Map(tables.toReversed().flatMap((table) => Object.entries(table)));
}

/** `dry-run` as `dryRun`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

/** The words as Node.js tells them apart; which flags there are and what they may be is not asked. */
export function tokensOf(argv: readonly string[], table: FlagTable): readonly Token[] {
  const options = [...table].flatMap(([name, { type }]) =>
    [name, camelCase(name)].map((key) => [
      key,
      { type: type === "boolean" ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  return parseArgs({
    args: [...argv],
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/** Which flag it is, and its value. @throws UsageError when there is none, or not with such a value. */
export function flagValue(
  token: FlagToken,
  { table, named }: { readonly table: FlagTable; readonly named: Named },
): { readonly name: string; readonly value: unknown } {
  const written = token.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const negated = written.startsWith("no-");
  const name = negated ? written.slice(3) : written;
  const option = table.get(name);
  const long = token.rawName.startsWith("--");
  if (option === undefined || !long || (negated && option.type !== "boolean")) {
    throw refusal.unknownFlag(named, token.rawName);
  }
  const { value } = token;
  if (option.type === "boolean") {
    if (value === undefined) return { name, value: !negated };
    if (!negated && /^(?:true|false)$/.test(value)) return { name, value: value === "true" };
    throw refusal.switchValue(named, token.rawName, value);
  }
  if (value === undefined || (!token.inlineValue && flagLike.test(value))) {
    throw refusal.missingValue(named, name);
  }
  if (option.type === "number") {
    if (value.trim() === "") throw refusal.missingValue(named, name);
    if (!Number.isFinite(Number(value))) throw refusal.badNumber(named, name);
    return { name, value: Number(value) };
  }
  if (option.choices?.includes(value) === false) {
    throw refusal.noChoice(named, name, { value, choices: option.choices });
  }
  return { name, value };
}
