import type { Random } from "../property/random.js";
import { randomValue } from "./fuzz-value.js";

/** How the guest builds a value; plain data itself. */
type Recipe = Readonly<Record<string, unknown>> & { readonly kind: string };

/** A recipe, the value that must arrive, or the path at which it must be refused. */
export interface Made {
  readonly recipe: Recipe;
  readonly value: unknown;
  readonly refusedAt: string | undefined;
}

/** What cannot cross, with the path below itself that the refusal names. */
const BROKEN: readonly (readonly [kind: string, below: string])[] = [
  ["function", ""],
  ["symbol", ""],
  ["nan", ""],
  ["infinity", ""],
  ["map", ""],
  ["set", ""],
  ["regexp", ""],
  ["boxed", ""],
  ["error", ""],
  ["promise", ""],
  ["instance", ""],
  ["date", ""],
  ["hole", "[1]"],
  ["extra", ""],
  ["cycle", ".down.up"],
  ["getter", ".g"],
  ["setter", ".s"],
  ["key", ""],
  ["proto", ".__proto__"],
];
const KEYS = ["a", "b", "c"];

/** One in two is whole; the others have one part that can not cross, somewhere. */
export function recipeOf(random: Random): Made {
  if (random.chance(0.5)) {
    const value = randomValue(random);
    return { recipe: { kind: "plain", value }, value, refusedAt: undefined };
  }
  return wrap(random, random.int(6));
}

function wrap(random: Random, levels: number): Made & { readonly path: string } {
  if (levels === 0) {
    const [kind, path] = random.pick(BROKEN);
    return { recipe: { kind }, value: undefined, path, refusedAt: `$${path}` };
  }
  const inner = wrap(random, levels - 1);
  const before = Array.from({ length: random.int(3) }, () => randomValue(random, 4)).map(plain);
  const list = random.chance(0.5);
  const path = `${list ? `[${before.length}]` : `.${KEYS[before.length]}`}${inner.path}`;
  const recipe: Recipe = list
    ? { kind: "list", items: [...before, inner.recipe] }
    : { kind: "record", entries: [...before, inner.recipe].map((item, at) => [KEYS[at], item]) };
  return { recipe, value: undefined, path, refusedAt: `$${path}` };
}

function plain(value: unknown): Recipe {
  return { kind: "plain", value };
}
