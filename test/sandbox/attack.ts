import { expect } from "chai";
import { Callable, hostObject } from "../../src/interp/guest-reference.js";
import { InterpError } from "../../src/interp/interp-error.js";
import { Interpreter } from "../../src/interp/interpreter.js";
import {
  defaultLimits,
  type LimitName,
  type Limits,
  type Profile,
  withLimits,
} from "../../src/interp/limits.js";
import type { LoadResult, VirtualFile } from "../../src/interp/load-result.js";
import { WorkerPool } from "../../src/interp/pool.js";
import { fn, source, type, value } from "../../src/interp/symbol-map.js";

/** What an attack tries and how it has to end. */
export interface Attack {
  /** The text of the entry file `0001_attack.ts`; or all files, entries being those without a slash. */
  readonly source?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** `refused`: an InterpError. `harmless`: it loads. `either`: both are fine, a hang is not. */
  readonly ends: "refused" | "harmless" | "either";
  /** The codes that a refusal may have. */
  readonly code?: readonly string[];
  /** The limits that may have been exceeded. */
  readonly limit?: readonly LimitName[];
  readonly profiles?: readonly Profile[];
  /** Limits other than the small ones of this harness. */
  readonly limits?: Partial<Record<LimitName, number>>;
  /** Calls the `run` function of the first registration with a `db` after the load. */
  readonly run?: "async" | "sync";
  /** Looks at what a harmless attack left; throws when an invariant is broken. */
  readonly check?: (outcome: Outcome) => void;
}

/** How an attack ended. */
export interface Outcome {
  readonly result: LoadResult | undefined;
  readonly error: InterpError | undefined;
  /** What `run` returned. */
  readonly returned: unknown;
  /** The SQL that reached the host. */
  readonly queries: readonly string[];
}

/** Small enough that a hundred attacks take a minute, large enough for an innocent file. */
const SMALL: Partial<Record<LimitName, number>> = {
  cpuLoadMs: 2500,
  cpuCallMs: 1000,
  cpuAsyncCallMs: 2000,
  killGraceMs: 2000,
  loadMs: 8000,
  memoryBytes: 24 * 1024 * 1024,
  promiseJobs: 50_000,
  hostCalls: 2000,
  valueNodes: 20_000,
  valueText: 500_000,
  callables: 500,
  posts: 20,
  consoleLines: 100,
  consoleText: 20_000,
  sourceBytes: 300_000,
  sourceFiles: 100,
  handles: 200,
  hostCallMs: 1000,
};

/** For attacks on time itself: what is innocent is not measured with these. */
export const HURRY: Partial<Record<LimitName, number>> = {
  cpuLoadMs: 150,
  cpuCallMs: 100,
  cpuAsyncCallMs: 150,
  killGraceMs: 250,
};

const RSS_GROWTH = 400 * 1024 * 1024;

const pools = new Map<Profile, WorkerPool>();

/** Defines one test per profile: the attack, the state of the host after it, and an innocent load. */
export function attack(title: string, spec: Attack): void {
  for (const profile of spec.profiles ?? (["open", "locked"] as const)) {
    it(`${title} (${profile})`, async () => {
      const before = { rss: process.memoryUsage().rss, intrinsics: hostIntrinsics() };
      const outcome = await runAttack(spec, profile);
      judge(spec, outcome);
      expect(hostIntrinsics(), "the host's intrinsics").to.deep.equal(before.intrinsics);
      expect(process.memoryUsage().rss - before.rss, "memory growth").to.be.below(RSS_GROWTH);
      expect(await loadInnocent(profile), "the next load").to.deep.equal(INNOCENT);
      spec.check?.(outcome);
    });
  }
}

/** The limits an attack runs under. */
export function attackLimits(profile: Profile, extra: Attack["limits"] = {}): Limits {
  return withLimits(defaultLimits(profile), { ...SMALL, ...extra });
}

/** Runs an attack and returns how it ended; anything but an InterpError is thrown on. */
async function runAttack(spec: Attack, profile: Profile): Promise<Outcome> {
  const interpreter = new Interpreter({
    profile,
    limits: attackLimits(profile, spec.limits),
    pool: poolOf(profile),
  });
  const queries: string[] = [];
  let result: LoadResult | undefined;
  let returned: unknown;
  try {
    interpreter.use(attackSymbols());
    const files = filesOf(spec);
    const entries = files
      .map((file) => file.path)
      .filter((path) => /^[^/]+\.(ts|js|mjs)$/.test(path));
    result = await interpreter.load(files, { entries });
    if (spec.run !== undefined) returned = await call(spec.run, interpreter, result, queries);
    return { result, error: undefined, returned, queries };
  } catch (error) {
    if (!(error instanceof InterpError)) throw error;
    return { result, error, returned, queries };
  } finally {
    await interpreter.dispose();
  }
}

/** What every attack can import as "api" and "base". */
export function attackSymbols(): Parameters<Interpreter["use"]>[0] {
  class Box {
    readonly secret = "/host/secret";
    #count = 0;
    next(): number {
      return ++this.#count;
    }
    hidden(): string {
      return this.secret;
    }
  }
  return {
    api: {
      register: fn(() => undefined, { oneWay: true, callables: true }),
      echo: fn((...args: unknown[]) => args[0]),
      later: fn(async (...args: unknown[]) => args[0]),
      fail: fn(() => {
        throw Object.assign(new Error("ENOENT: no such file '/home/ci/secret/file.txt'"), {
          code: "ENOENT",
          path: "/home/ci/secret/file.txt",
          cause: new Error("the cause"),
        });
      }),
      never: fn(() => new Promise(() => undefined)),
      Box: type(Box, { methods: ["next"] }),
      ANSWER: value({ list: [1, 2, 3] }),
    },
    base: source(
      `import { declareBase, bytes } from "membrane";
       export class Operation { table = ""; }
       declareBase(Operation);
       export { bytes };`,
      { exports: ["Operation", "bytes"] },
    ),
  };
}

function filesOf(spec: Attack): readonly VirtualFile[] {
  const files = spec.files ?? { "0001_attack.ts": spec.source ?? "" };
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

async function call(
  how: "async" | "sync",
  interpreter: Interpreter,
  result: LoadResult,
  queries: string[],
): Promise<unknown> {
  const first = result.posts[0]?.args[0] as { readonly run?: unknown } | undefined;
  const run = first?.run;
  if (!(run instanceof Callable)) throw new TypeError("the attack registered no run function");
  const db = hostObject({
    query: async (sql: string) => {
      queries.push(sql);
      return [{ sql }];
    },
    progress: (done: number) => {
      queries.push(`progress ${done}`);
    },
  });
  return how === "async" ? interpreter.call(run, [db]) : interpreter.callSync(run, [db]);
}

function judge(spec: Attack, outcome: Outcome): void {
  const { error } = outcome;
  if (spec.ends === "harmless" && error !== undefined) throw error;
  if (spec.ends === "refused") expect(error, "the refusal").to.be.instanceOf(InterpError);
  if (error === undefined) return;
  expect(error.code).to.match(/^INTERP_[A-Z_]+$/);
  expect(error.code, error.message).to.not.equal("INTERP_DEAD");
  expect(JSON.stringify([error.message, error.hint, error.frame, error.guest])).to.not.match(
    /node_modules|dist[-/a-z]*\/src|node:internal|file:\/\/\/(?!etc)/,
  );
  if (spec.code !== undefined) expect(spec.code, error.message).to.include(error.code);
  if (spec.limit !== undefined && (spec.ends === "refused" || error.limit !== undefined))
    expect(spec.limit, error.message).to.include(error.limit);
}

const INNOCENT_SOURCE = `
import { register, echo, Box, ANSWER } from "api";
import { Operation } from "base";
class Mine extends Operation { describe(): string { return [this.table, "x"].join("-"); } }
const box = new Box();
const list = [3, 1, 2].sort().map((n) => n * 2).concat(box.next());
const map = new Map(Object.entries({ a: 1 }));
register({ name: "innocent", list, size: map.size, text: JSON.stringify({ b: [true, null] }),
  echo: echo({ deep: { er: "x".padStart(3, "-") } }), answer: ANSWER, ops: [new Mine()],
  keys: Object.keys({ ...{ q: 1 } }), big: 2n ** 70n, when: new Date(86400000),
  re: "a1b2".replace(/\\d/g, "_"), promise: await Promise.resolve(7) });
`;

const INNOCENT = {
  posts: 1,
  console: 0,
  value: [
    {
      name: "innocent",
      list: [2, 4, 6, 1],
      size: 1,
      text: '{"b":[true,null]}',
      echo: { deep: { er: "--x" } },
      answer: { list: [1, 2, 3] },
      ops: [["Mine", "Operation", { table: "" }, ["describe"]]],
      keys: ["q"],
      big: 2n ** 70n,
      when: new Date(86_400_000),
      re: "a_b_",
      promise: 7,
    },
  ],
};

async function loadInnocent(profile: Profile): Promise<unknown> {
  const interpreter = new Interpreter({
    profile,
    limits: attackLimits(profile, { cpuLoadMs: 5000, killGraceMs: 5000 }),
    pool: poolOf(profile),
  });
  try {
    interpreter.use(attackSymbols());
    const { posts, console } = await interpreter.load(
      [{ path: "0001_innocent.ts", text: INNOCENT_SOURCE }],
      { entries: ["0001_innocent.ts"] },
    );
    const plain = posts.map((post) => structuredClone(readable(post.args[0])));
    return { posts: posts.length, console: console.length, value: plain };
  } finally {
    await interpreter.dispose();
  }
}

/** Guest instances as plain data, for comparison. */
function readable(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  const ops = (
    record.ops as { className: string; base: string; data: object; methods: object }[]
  ).map((op) => [op.className, op.base, { ...op.data }, Object.keys(op.methods)]);
  return { ...record, ops };
}

function poolOf(profile: Profile): WorkerPool {
  let pool = pools.get(profile);
  if (pool === undefined) {
    pool = new WorkerPool({ size: 1, limits: attackLimits(profile) });
    pools.set(profile, pool);
  }
  return pool;
}

/** The own keys of the host's own intrinsics: pollution shows here. */
function hostIntrinsics(): unknown {
  const objects = [
    Object.prototype,
    Function.prototype,
    Array.prototype,
    Promise.prototype,
    Error.prototype,
    String.prototype,
    Map.prototype,
    Object,
    globalThis,
  ];
  return objects.map((object) => Reflect.ownKeys(object).map(String).sort());
}
