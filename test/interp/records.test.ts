import { expect } from "chai";
import type { InterpError } from "../../src/interp/interp-error.js";
import { Interpreter } from "../../src/interp/interpreter.js";
import type { EntryCalls } from "../../src/interp/load-result.js";
import { fn, type SymbolMap, source, value } from "../../src/interp/symbol-map.js";
import { basics, type Files, virtual, withLoaded } from "./setup.js";

const map: SymbolMap = {
  tools: { ask: fn(() => 1), later: fn(async () => 1), answer: value(42) },
  counter: source("let n = 0; export const next = () => ++n;", { exports: ["next"] }),
};

/** What an entry imports when it needs not be evaluated again; undefined when it must be. */
async function recorded(text: string, files: Files = {}): Promise<readonly string[] | undefined> {
  const all = { "0001_a.ts": `import { post } from "api";\n${text}`, ...files };
  return await withLoaded(all, (_interpreter, { records }) => records[0]?.imports, { map });
}

async function refusal(records: readonly EntryCalls[]): Promise<InterpError> {
  const interpreter = new Interpreter({ profile: "open" });
  interpreter.use(basics);
  try {
    await interpreter.replay(records);
  } catch (error) {
    return error as InterpError;
  }
  throw new Error("it was not refused");
}

describe("records of entries", () => {
  const again: Readonly<Record<string, string>> = {
    "plain data": "post({ a: [1, 2n, null, undefined, -0], at: new Date(0) });",
    "a constant of the map": 'import { answer } from "tools"; post(answer);',
    "types and computed values": "type T = number; const n: T = 6 * 7; post({ n, s: String(n) });",
    "a date with a zone": 'post(new Date("2026-01-01T00:00:00Z").toISOString());',
  };
  for (const [what, text] of Object.entries(again)) {
    it(`are kept for ${what}`, async () => {
      expect(await recorded(text)).to.include("api");
    });
  }

  const differs: Readonly<Record<string, string>> = {
    "the clock": "post(Date.now());",
    "a new date": "post(new Date());",
    "a date as text": "post(Date());",
    "the time zone": "post(new Date(2024, 0, 1).getTime());",
    "the zone's name for an offset": "post(new Date(0).getTimezoneOffset());",
    "a date parsed without a zone": 'post(Date.parse("2024-01-01T00:00"));',
    "a date parsed from words": 'post(Date.parse("Jan 1 2024"));',
    "the text of a date": "post(String(new Date(0)));",
    "the local text of a date": "post(new Date(0).toLocaleDateString());",
    "a local part of a date": "post(new Date(0).getYear());",
    "a date whose hours are set": "const d = new Date(0); d.setHours(1); post(d);",
    "the number of its file in a stack": "post(String(new Error().stack));",
    "what is collected": "post(new WeakRef({}).deref() === undefined);",
    "being told of what is collected": "new FinalizationRegistry(() => {}); post(1);",
    "a random number": "post(Math.random());",
    "a random number that is not posted": "Math.random(); post(1);",
    "an answer of the host": 'import { ask } from "tools"; post(ask());',
    "a later answer of the host": 'import { later } from "tools"; post(await later());',
    "a function among the arguments": "post({ up: () => 1 });",
    "a line it logs": 'console.log("hello"); post(1);',
    "an import that is computed": 'const name = "tools"; await import(name); post(1);',
    "an import while it runs": 'await import("tools"); post(1);',
  };
  for (const [what, text] of Object.entries(differs)) {
    it(`are not kept for ${what}`, async () => {
      expect(await recorded(text)).to.equal(undefined);
    });
  }

  it("are not kept for what reads another file", async () => {
    const files = { "lib/a.ts": "export const a = 1;", "lib/b.json": "1", "lib/c.txt": "c" };
    for (const path of ["./lib/a.ts", "./lib/b.json", "./lib/c.txt"]) {
      const name = path.endsWith(".ts") ? "{ a as x }" : "x";
      expect(await recorded(`import ${name} from "${path}"; post(x);`, files)).to.equal(undefined);
    }
  });

  it("are not kept for a file in whose time another one's callback may have posted", async () => {
    const files = {
      "0001_a.ts": `import { post } from "api";
        export const registry = new FinalizationRegistry(() => post("late"));
        (() => { const ring: { self?: unknown } = {}; ring.self = ring; registry.register(ring, 1); })();
        post("a");`,
      "0002_b.ts": `import { post } from "api";
        const list: unknown[] = []; for (let i = 0; i < 100_000; i++) list.push({ i });
        await 1; post("b");`,
    };
    const kept = await withLoaded(files, (_interpreter, { records }) => records);
    expect(kept).to.deep.equal([]);
  });

  it("name the modules of the map, so that those with a memory can be told", async () => {
    const text = 'import { next } from "counter"; post(next());';
    expect(await recorded(text)).to.deep.equal(["api", "counter"]);
  });

  it("post the same again, without an engine and in the same places", async () => {
    const files = {
      "0001_a.ts": 'import { post } from "api";\n  post({ a: [1, -0, 2n, new Date(7)] });',
      "0002_b.ts": 'import { post } from "api";\npost(1); post(["x"]);',
    };
    const { posts, records } = await withLoaded(files, (_interpreter, result) => result);
    expect(records).to.have.length(2);
    const interpreter = new Interpreter({ profile: "open" });
    interpreter.use(basics);
    expect(await interpreter.replay(records)).to.deep.equal(posts);
  });

  it("let the entries that they stand for be left out, which still can not be imported", async () => {
    const { list, entries } = virtual({
      "0001_a.ts": 'throw new Error("evaluated");',
      "0002_b.ts": 'import { post } from "api"; post(2);',
      "0003_c.ts": 'import "./0001_a.ts";',
    });
    const load = async (evaluate: readonly string[]) => {
      const interpreter = new Interpreter({ profile: "open" });
      interpreter.use(basics);
      try {
        return await interpreter.load(list, { entries, evaluate });
      } finally {
        await interpreter.dispose();
      }
    };
    const { posts } = await load(["0002_b.ts"]);
    expect(posts.map(({ args }) => args)).to.deep.equal([[2]]);
    const error = await load(["0002_b.ts", "0003_c.ts"]).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "INTERP_ENTRY_IMPORT");
  });

  it("are refused when they were not written by the guest's half of the membrane", async () => {
    const record = (text: string): EntryCalls => ({ entry: "0001_a.ts", sites: [], text });
    for (const text of ["", "{}", "[1]", "[[99,[0,1]]]", "[[0,[3,0,0]]]", '[[0,["x"]]]']) {
      expect((await refusal([record(text)])).code, text).to.equal("INTERP_MALFORMED");
    }
  });
});
