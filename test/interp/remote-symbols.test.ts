import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { expect } from "chai";
import { checkFolders } from "../../src/check/check.js";
import { errorFinding } from "../../src/check/error-finding.js";
import type { Finding, FindingParts } from "../../src/check/finding.js";
import { parsePolicy } from "../../src/check/policy-file.js";
import { Dispatcher } from "../../src/interp/host/dispatcher.js";
import { HostErrors } from "../../src/interp/host/host-errors.js";
import { SymbolTable } from "../../src/interp/host/symbol-table.js";
import { defaultLimits, type LimitName, limitNames, withLimits } from "../../src/interp/limits.js";
import { clock, WORDS } from "../../src/interp/protocol.js";
import { RemoteSymbols, type SymbolLink } from "../../src/interp/remote/remote-symbols.js";
import { describeSymbols, SymbolServer } from "../../src/interp/remote.js";
import type { SymbolMap } from "../../src/interp/symbol-map.js";
import { loadRegistry } from "../../src/loader/loader.js";
import { builtIn } from "../../symbols/index.js";
import { migration, writeFiles } from "../check/fleet.js";

const IMPORT = 'import * as m from "makemigrations";\n';

/** Short where no answer comes, and only there: on a busy machine one that does come takes its time. */
function limitsFor(code: string): Partial<Record<LimitName, number>> {
  return { hostCallMs: code.includes("never") ? 500 : 10_000, cpuLoadMs: 5000 };
}

/** Everything that a plugin can register, and what of it fails. */
function plugin(said: unknown[]): SymbolMap {
  const symbols = builtIn();
  class Counter {
    static from(start: number): Counter {
      return new Counter(start);
    }
    name: string;
    #at: number;
    constructor(start = 0) {
      this.#at = start;
      this.name = `from${start}`;
    }
    next(): number {
      return ++this.#at;
    }
    merge(other: Counter): Counter {
      return new Counter(this.#at + other.next());
    }
  }
  symbols.register({
    plugin: {
      add: symbols.fn((a: number, b: number) => a + b),
      later: symbols.fn(async (text: string) => `${text}_later`),
      promise: symbols.fn(() => new Promise((resolve) => setTimeout(resolve, 5, "promise"))),
      never: symbols.fn(async () => new Promise(() => undefined)),
      fails: symbols.fn(() => {
        throw Object.assign(new RangeError("too far"), { code: "E_FAR", path: "/host/secret" });
      }),
      failsLater: symbols.fn(async () => Promise.reject(new Error("too late"))),
      say: symbols.fn((what: unknown) => void said.push(what), { oneWay: true }),
      refuse: symbols.fn(
        () => {
          throw new Error("not today");
        },
        { oneWay: true },
      ),
      LIST: symbols.value({ words: ["a", "b"], big: 2n ** 70n }),
      Counter: symbols.type(Counter, {
        methods: ["next", "merge"],
        properties: ["name"],
        statics: ["from"],
      }),
    },
    source: symbols.source('import { twice } from "host"; export const four = twice(2);', {
      exports: ["four"],
      host: { twice: symbols.fn((n: number) => n * 2) },
    }),
  });
  return symbols.snapshot();
}

describe("the symbols of a check", () => {
  const root = mkdtempSync(join(tmpdir(), "mm-symbols-"));
  after(() => rmSync(root, { recursive: true, force: true }));

  /** Checked in a thread for tenants, and loaded in this thread. */
  async function both(code: string): Promise<{
    readonly checked: readonly Finding[];
    readonly loaded: FindingParts | undefined;
    readonly said: readonly unknown[];
  }> {
    const source = IMPORT + code;
    const folder = writeFiles(mkdtempSync(join(root, "t-")), { "0000_step.ts": source });
    const said: unknown[] = [];
    const symbols = plugin(said);
    const limits = Object.entries(limitsFor(code)).map(([name, value]) => `${name}: ${value}`);
    const policy = `tables: ["none"]\nlimits: { ${limits.join(", ")} }`;
    const report = await checkFolders({
      folders: [folder],
      policy: parsePolicy("policy.yaml", policy, { limits: limitNames, databases: [] }),
      symbols,
      jobs: 1,
      databases: ["postgresql"],
      strict: false,
    });
    const inThisThread = loadRegistry({
      directory: folder,
      symbols: plugin([]),
      profile: "locked",
      limits: withLimits(defaultLimits("locked"), limitsFor(code)),
    });
    const loaded = await inThisThread.then(
      async ({ dispose }) => {
        await dispose();
        return undefined;
      },
      (error: unknown) => errorFinding(error),
    );
    return { checked: report.folders[0]?.findings ?? [], loaded, said };
  }

  /** A table by the name of what the expression gives, on which the policy then remarks. */
  const tableOf = (imports: string, expression: string): string =>
    `import { ${imports} } from "plugin"; const text = String(${expression});
     ${migration("0000_step", `new m.CreateTable({ name: text, fields: [{ name: "id", type: "integer", primaryKey: true }] })`)}`;

  const values = {
    "a function": ["add", "add(1, 2)", "3"],
    "an asynchronous function": ["later", 'await later("x")', "x_later"],
    "a function that returns a promise": ["promise", "await promise()", "promise"],
    "a constant": ["LIST", 'LIST.words.join("") + LIST.big', `ab${2n ** 70n}`],
    "an instance": ["Counter", "new Counter(5).next()", "6"],
    "a property of an instance": ["Counter", "new Counter(7).name", "from7"],
    "a static method": ["Counter", "Counter.from(1).next()", "2"],
    "instances that go to and fro": [
      "Counter",
      "new Counter(1).merge(new Counter(10)).next()",
      "13",
    ],
    "an error that is caught": [
      "fails",
      '(() => { try { fails(); } catch (e) { return [e.name, e.message, e.code, "path" in e].join(" "); } })()',
      "RangeError too far E_FAR false",
    ],
    "a rejection that is caught": [
      "failsLater",
      "await failsLater().catch((e) => e.message)",
      "too late",
    ],
  } as const;

  for (const [what, [imports, expression, value]] of Object.entries(values)) {
    it(`come from the operator's program: ${what}`, async () => {
      const { checked } = await both(tableOf(imports, expression));
      expect(checked.map(({ rule }) => rule)).to.deep.equal(["POLICY_TABLE"]);
      expect(checked[0]?.message).to.contain(`touches the table "${value}"`);
    });
  }

  it("come from a source with host functions of its own", async () => {
    const { checked } = await both(
      `import { four } from "source";\n${tableOf("add", "four").replace(/^import[^;]*;/, "")}`,
    );
    expect(checked[0]?.message).to.contain('touches the table "4"');
  });

  const errors = {
    "throws and is not caught": 'import { fails } from "plugin"; fails();',
    "rejects and is not caught": 'import { failsLater } from "plugin"; await failsLater();',
    "never answers": 'import { never } from "plugin"; await never();',
    "is not awaited": 'import { later } from "plugin"; later("x");',
    "refuses what is posted": 'import { refuse } from "plugin";\n\nrefuse(1);',
    "takes no function": 'import { add } from "plugin"; add(() => 1, 2);',
    "is not there": 'import { nope } from "plugin"; nope();',
  } as const;

  for (const [what, code] of Object.entries(errors)) {
    it(`fail as they do in the operator's own thread: one that ${what}`, async () => {
      const { checked, loaded } = await both(code);
      const [finding] = checked;
      expect(checked).to.have.lengthOf(1);
      expect(loaded).to.be.an("object");
      const { rule, message, hint, file, line, column } = finding ?? {};
      expect({ rule, message, hint, file, line, column }).to.deep.equal({
        rule: loaded?.rule,
        message: loaded?.message,
        hint: loaded?.hint,
        file: loaded?.file,
        line: loaded?.line,
        column: loaded?.column,
      });
    });
  }

  it("hear what is posted to them, in both loads", async () => {
    const { said } = await both(
      `import { say } from "plugin"; say({ n: 1n, when: new Date(0) }); say("two");
       ${migration("0000_step", "")}`,
    );
    const once = [Object.assign(Object.create(null), { n: 1n, when: new Date(0) }), "two"];
    expect(said).to.deep.equal([...once, ...once]);
  });

  it("that are instances are no data", async () => {
    const { checked, loaded } = await both(
      `import { Counter } from "plugin"; ${migration("0000_step", `new m.UpsertData({ table: "none", conflictKeys: ["a"], rows: [{ a: new Counter() }] })`)}`,
    );
    expect(checked[0]?.rule).to.equal(loaded?.rule);
    expect(checked[0]?.message).to.match(/rows\[0\]\.a/);
  });

  for (const [how, told] of [
    ["does not count", true],
    ["would be refused if it counted", false],
  ] as const) {
    it(`time in which others were answered ${how}`, async () => {
      const limits = withLimits(defaultLimits("locked"), { hostCallMs: 3000, cpuLoadMs: 5000 });
      const map = plugin([]);
      const dispatcher = new Dispatcher(
        new SymbolTable(map, limits),
        limits,
        new HostErrors(500_000_000),
      );
      const sleeper = new Int32Array(new SharedArrayBuffer(4));
      const { symbols, modules } = describeSymbols(map, limits);
      const link: SymbolLink = {
        ask: (question) => {
          const start = clock();
          Atomics.wait(sleeper, 0, 0, 1600);
          return { ...dispatcher.answer(question), queuedMs: told ? clock() - start : 0 };
        },
        post: () => ({ kind: "now", text: "vJnull" }),
      };
      const folder = writeFiles(mkdtempSync(join(root, "q-")), {
        "0000_step.ts": `${IMPORT}import { add } from "plugin"; add(1, 1); add(1, 1); add(1, 1);
          ${migration("0000_step", "")}`,
      });
      const loading = loadRegistry({
        directory: folder,
        symbols: new RemoteSymbols({ payload: symbols, modules, link }),
        profile: "locked",
        limits,
      });
      const ended = await loading.then(
        async ({ dispose }) => {
          await dispose();
          return "loaded";
        },
        (error: unknown) => errorFinding(error).message,
      );
      if (told) expect(ended).to.equal("loaded");
      else expect(ended).to.contain('"hostCallMs"');
    });
  }

  it("are told how long their question waited", async () => {
    const { port1, port2 } = new MessageChannel();
    const limits = defaultLimits("locked");
    const words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
    new SymbolServer({ symbols: plugin([]), limits, port: port1, words }).listen();
    const answer = once(port2, "message");
    port2.postMessage({ kind: "ask", question: "[]", at: clock() - 1000 });
    const [message] = await answer;
    port2.close();
    expect(message).to.include({ kind: "answer" });
    expect(message.queuedMs).to.be.within(1000, 60_000);
  });
});
