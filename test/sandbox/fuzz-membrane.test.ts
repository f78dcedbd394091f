import { inspect, isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import type { Callable } from "../../src/interp/guest-reference.js";
import { InterpError } from "../../src/interp/interp-error.js";
import { Interpreter } from "../../src/interp/interpreter.js";
import { defaultLimits, type Profile, withLimits } from "../../src/interp/limits.js";
import type { Variant } from "../../src/interp/protocol.js";
import { Random } from "../property/random.js";
import { attackSymbols } from "./attack.js";
import { recipeOf } from "./fuzz-recipe.js";
import { randomValue } from "./fuzz-value.js";

/** The guest builds what a recipe says and tries to pass it on. */
const GUEST = `
import { register, echo } from "api";

function build(node) {
  switch (node.kind) {
    case "plain": return node.value;
    case "list": return node.items.map(build);
    case "record": return Object.fromEntries(node.entries.map(([key, item]) => [key, build(item)]));
    case "function": return () => 1;
    case "symbol": return Symbol("x");
    case "nan": return 0 / 0;
    case "infinity": return -1 / 0;
    case "map": return new Map([[1, 2]]);
    case "set": return new Set();
    case "regexp": return /x/;
    case "boxed": return Object("x");
    case "error": return new Error("x");
    case "promise": return Promise.resolve(1);
    case "instance": return new (class Own { x = 1 })();
    case "date": return new Date(NaN);
    case "hole": { const list = [1, 2, 3]; delete list[1]; return list; }
    case "extra": return Object.assign([1], { own: 1 });
    case "cycle": { const self = { down: {} }; self.down.up = self; return self; }
    case "getter": return Object.defineProperty({}, "g", { get() { throw new Error("ran"); }, enumerable: true });
    case "setter": return Object.defineProperty({}, "s", { set() {}, enumerable: true });
    case "key": return { [Symbol("k")]: 1 };
    case "proto": return Object.defineProperty({}, "__proto__", { value: {}, enumerable: true });
  }
}
register({
  same: (batch) => batch,
  attempt: (recipes) => recipes.map((recipe) => {
    try { return { carried: echo(build(recipe)) }; } catch (e) { return { refused: String(e.message) }; }
  }),
});
`;

interface Prepared {
  readonly interpreter: Interpreter;
  readonly same: Callable;
  readonly attempt: Callable;
}

async function prepare(profile: Profile, variant: Variant): Promise<Prepared> {
  const limits = withLimits(defaultLimits(profile), {
    cpuLoadMs: 10_000,
    cpuCallMs: 20_000,
    hostCalls: 1_000_000,
    valueText: 16 * 1024 * 1024,
    valueNodes: 1_000_000,
    memoryBytes: 128 * 1024 * 1024,
  });
  const interpreter = new Interpreter({ profile, limits, variant });
  interpreter.use(attackSymbols());
  const entry = "0001_fuzz.js";
  const { posts } = await interpreter.load([{ path: entry, text: GUEST }], { entries: [entry] });
  const functions = posts[0]?.args[0] as Pick<Prepared, "same" | "attempt">;
  return { interpreter, same: functions.same, attempt: functions.attempt };
}

/** What crosses comes back as it was; the other classes of the decoder show in the comparison. */
function roundTrips({ interpreter, same }: Prepared, random: Random, rounds: number): void {
  for (let done = 0; done < rounds; done += 500) {
    const batch = Array.from({ length: Math.min(500, rounds) }, () => randomValue(random));
    const back = interpreter.callSync(same, [batch]) as readonly unknown[];
    batch.forEach((value, at) => {
      if (!isDeepStrictEqual(back[at], value)) expect(back[at]).to.deep.equal(value);
    });
  }
}

function attempts({ interpreter, attempt }: Prepared, random: Random, rounds: number): void {
  for (let done = 0; done < rounds; done += 250) {
    const made = Array.from({ length: Math.min(250, rounds) }, () => recipeOf(random));
    const recipes = made.map(({ recipe }) => recipe);
    const ends = interpreter.callSync(attempt, [recipes]) as readonly Record<string, unknown>[];
    made.forEach(({ value, refusedAt }, at) => {
      const end = ends[at] ?? {};
      if (refusedAt === undefined) {
        if (!isDeepStrictEqual(end.carried, value)) expect(end).to.deep.equal({ carried: value });
        return;
      }
      if (!Object.hasOwn(end, "refused")) expect.fail(`it crossed: ${inspect(recipes[at])}`);
      const told = String(end.refused);
      if (!told.startsWith(`${refusedAt} `)) expect(told).to.equal(`${refusedAt} ...`);
    });
  }
}

async function fuzz(
  profile: Profile,
  variant: Variant,
  rounds: { readonly whole: number; readonly broken: number },
): Promise<void> {
  const prepared = await prepare(profile, variant);
  try {
    roundTrips(prepared, new Random(20_261_124), rounds.whole);
    attempts(prepared, new Random(4711), rounds.broken);
  } finally {
    // With the debug engine this fails when a handle leaked.
    await prepared.interpreter.dispose();
  }
}

describe("the membrane under 100,000 random values", () => {
  const before = Reflect.ownKeys(Object.prototype).length;

  it("carries whole values both ways and refuses the others with their path (open)", async () => {
    await fuzz("open", "release", { whole: 40_000, broken: 10_000 });
  });

  it("carries whole values both ways and refuses the others with their path (locked)", async () => {
    await fuzz("locked", "release", { whole: 40_000, broken: 10_000 });
  });

  it("leaves no handle behind", async () => {
    await fuzz("open", "debug", { whole: 60, broken: 40 });
    expect(Reflect.ownKeys(Object.prototype).length).to.equal(before);
  });

  it("refuses what the host can not mean, with its path", async () => {
    const prepared = await prepare("locked", "release");
    try {
      for (const [value, path] of HOST_ONLY) {
        expect(() => prepared.interpreter.callSync(prepared.same, [[{ a: value }]]))
          .to.throw(InterpError, `$[0][0].a${path} `)
          .with.property("code", "INTERP_VALUE");
      }
      expect(prepared.interpreter.callSync(prepared.same, [[1]])).to.deep.equal([1]);
    } finally {
      await prepared.interpreter.dispose();
    }
  });
});

const HOST_ONLY: readonly (readonly [value: unknown, path: string])[] = [
  [Number.NaN, ""],
  [() => 1, ""],
  [Symbol("x"), ""],
  [new Map(), ""],
  [new Error("x"), ""],
  [new Date(Number.NaN), ""],
  [[1, Number.POSITIVE_INFINITY], "[1]"],
  [{ b: { c: /x/ } }, ".b.c"],
];
