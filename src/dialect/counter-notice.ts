import { type CounterOptions, counts } from "../schema/counter.js";
import type { Field } from "../schema/field.js";

/** What a database can tell a column that counts. */
export type CounterWord = keyof CounterOptions | "always";

/**
 * What the database leaves out of how a field counts, one line; undefined: nothing. The field counts
 * all the same, only other numbers, or rows may bring some of their own.
 */
export function counterNotice(field: Field, has: readonly CounterWord[]): string | undefined {
  if (!counts(field)) return undefined;
  const words: readonly CounterWord[] = [
    ...(field.identity === "always" ? (["always"] as const) : []),
    ...(["start", "increment", "min", "max", "cache", "cycle"] as const).filter(
      (name) => field.counter?.[name] !== undefined,
    ),
  ];
  const left = words.filter((word) => !has.includes(word));
  if (left.length === 0) return undefined;
  return `Field ${field.name} counts without ${left.map(shown).join(", ")}`;
}

function shown(word: CounterWord): string {
  return word === "always" ? "ALWAYS: rows may bring numbers of their own" : word.toUpperCase();
}
