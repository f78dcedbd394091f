import { expect } from "chai";
import { type Callable, GuestInstance, hostObject } from "../../src/interp/guest-reference.js";
import { fn, type } from "../../src/interp/symbol-map.js";
import { failure, posted, withLoaded } from "./setup.js";

const VALUES: readonly (readonly [string, string, unknown])[] = [
  ["null", "null", null],
  ["undefined", "undefined", undefined],
  ["booleans", "[true, false]", [true, false]],
  ["numbers", "[0, 1.5, -7, 1e300, 5e-324]", [0, 1.5, -7, 1e300, 5e-324]],
  ["negative zero", "-0", -0],
  ["strings with NUL", '"a\\0b"', "a\0b"],
  ["lone surrogates", '"\\ud800"', "\ud800"],
  ["astral characters", '"😀"', "😀"],
  ["bigint", "[-1n, 2n ** 100n]", [-1n, 2n ** 100n]],
  ["dates", "new Date(1234)", new Date(1234)],
  ["arrays", "[[], [1, [2]]]", [[], [1, [2]]]],
  ["undefined in an array", "[undefined]", [undefined]],
  ["objects without a prototype", "Object.assign(Object.create(null), { a: 1 })", { a: 1 }],
  ["keys of every kind", '({ "": 1, "a b": 2, 3: 4 })', { "": 1, "a b": 2, 3: 4 }],
];

describe("the membrane", () => {
  for (const profile of ["open", "locked"] as const) {
    describe(`in the ${profile} profile`, () => {
      it("carries every kind of data to the host", async () => {
        const text = `import { post } from "api";\n${VALUES.map(([, code]) => `post(${code});`).join("\n")}`;
        const values = await posted(text, { profile });
        VALUES.forEach(([name, , expected], i) => {
          expect(plain(values[i]), name).to.deep.equal(expected);
          if (expected === 0) expect(Object.is(values[i], expected), name).to.equal(true);
        });
      });

      it("carries every kind of data into the guest and back", async () => {
        const text = `import { post } from "api";\nexport {};\npost((value) => value);`;
        await withLoaded(
          { "a.ts": text },
          (interpreter, { posts }) => {
            const echo = posts[0]?.args[0] as Callable;
            for (const [name, , expected] of VALUES) {
              const back = interpreter.callSync(echo, [expected]);
              expect(plain(back), name).to.deep.equal(expected);
            }
          },
          { profile },
        );
      });

      it("carries bytes both ways", async () => {
        const text = `import { post } from "api"; import { bytes } from "base";
          post(bytes("AAH/")); post((b) => [b, b.length]);`;
        await withLoaded(
          { "a.ts": text },
          (interpreter, { posts }) => {
            expect(posts[0]?.args[0]).to.deep.equal(new Uint8Array([0, 1, 255]));
            const back = interpreter.callSync(posts[1]?.args[0] as Callable, [Uint8Array.of(9, 8)]);
            expect(back).to.deep.equal([Uint8Array.of(9, 8), 2]);
          },
          { profile },
        );
      });
    });
  }

  it("takes a Uint8Array in the open profile", async () => {
    const [value] = await posted('import { post } from "api"; post(Uint8Array.of(1, 2, 250));');
    expect(value).to.deep.equal(Uint8Array.of(1, 2, 250));
  });

  it("gives the host objects without a prototype", async () => {
    const [value] = await posted('import { post } from "api"; post({ a: {} });');
    expect(Object.getPrototypeOf(value)).to.equal(null);
  });

  it("names the path to what can not cross", async () => {
    const text = `import { post } from "api";
post({ operations: [{ fields: [1, 2, { default: NaN }] }] });`;
    const error = await failure(posted(text));
    expect(error.code).to.equal("INTERP_VALUE");
    expect(error.message).to.equal("$.operations[0].fields[2].default is NaN");
    expect(error).to.include({ file: "0001_a.ts", line: 2 });
  });

  it("counts the arguments in the path when there are several", async () => {
    const error = await failure(posted('import { post } from "api"; post(1, { a: /x/ });'));
    expect(error.message).to.equal("$[1].a is a RegExp");
  });

  it("refuses functions where they were not asked for", async () => {
    const map = { plain: { take: fn(() => 1) } };
    const text = 'import { take } from "plain"; take({ f: () => 1 });';
    expect((await failure(posted(text, { map }))).message).to.equal("$.f is a function");
  });

  it("refuses host results that can not cross, with the path", async () => {
    const map = { plain: { give: fn(() => ({ list: [new Map()] })) } };
    const error = await failure(posted('import { give } from "plain"; give();', { map }));
    expect(error.message).to.match(/\$\.list\[0\] is an instance of "Map"/);
  });

  it("carries instances of classes that extend a declared base", async () => {
    const text = `import { post } from "api"; import { Operation } from "base";
      class Parent extends Operation { up() { return "parent " + this.table; } down() { return 1; } }
      class Child extends Parent {
        table = "users"; #hidden = 5; arrow = () => this.#hidden;
        down() { return 2; }
        get destructive() { return true; }
      }
      post([new Child()]);`;
    await withLoaded({ "a.ts": text }, (interpreter, { posts }) => {
      const [instance] = (posts[0]?.args[0] ?? []) as readonly GuestInstance[];
      expect(instance).to.be.instanceOf(GuestInstance);
      expect(instance).to.include({ className: "Child", base: "Operation" });
      expect(plain(instance?.data)).to.deep.equal({ table: "users" });
      const results = Object.entries(instance?.methods ?? {}).map(([name, method]) => [
        name,
        interpreter.callSync(method, []),
      ]);
      expect(Object.fromEntries(results)).to.deep.equal({ up: "parent users", down: 2, arrow: 5 });
      const getter = instance?.getters.destructive as Callable;
      expect(interpreter.callSync(getter, [])).to.equal(true);
    });
  });

  it("keeps instances of host classes on the host", async () => {
    class Counter {
      #n: number;
      constructor(start = 0) {
        this.#n = start;
      }
      get position(): number {
        return this.#n;
      }
      next(by: number): number {
        this.#n += by;
        return this.#n;
      }
      async later(): Promise<string> {
        return `at ${this.#n}`;
      }
      static at(start: number): Counter {
        return new Counter(start);
      }
    }
    const seen: unknown[] = [];
    const map = {
      counting: {
        Counter: type(Counter, {
          methods: ["next", "later"],
          properties: ["position"],
          statics: ["at"],
        }),
        look: fn((counter: Counter) => {
          seen.push(counter instanceof Counter, counter.position);
          return counter;
        }),
      },
    };
    const text = `import { post } from "api"; import { Counter, look } from "counting";
      const a = new Counter(5); const b = Counter.at(10);
      post([a.next(2), a.position, b.position, await b.later(), look(a) instanceof Counter, b instanceof Counter]);`;
    const [value] = await posted(text, { map });
    expect(value).to.deep.equal([7, 7, 10, "at 10", true, true]);
    expect(seen).to.deep.equal([true, 7]);
  });

  it("passes host objects for the length of one call", async () => {
    const text = `import { post } from "api";
      let kept;
      post(async (db) => { kept = db; const rows = await db.query("select", [1n]); db.progress(1, 2); return rows[0].id + 1n; });
      post(() => kept.query("late"));`;
    await withLoaded({ "a.ts": text }, async (interpreter, { posts }) => {
      const calls: unknown[] = [];
      const db = hostObject({
        query: async (...args: unknown[]) => {
          calls.push(args);
          return [{ id: 41n }];
        },
        progress: (...args: unknown[]) => {
          calls.push(args);
        },
      });
      expect(await interpreter.call(posts[0]?.args[0] as Callable, [db])).to.equal(42n);
      expect(calls).to.deep.equal([
        ["select", [1n]],
        [1, 2],
      ]);
      const error = await failure(interpreter.call(posts[1]?.args[0] as Callable, []));
      expect(error.code).to.equal("INTERP_EXPIRED");
      expect(error.message).to.match(/query\(\) was used after its call had returned/);
    });
  });

  it("rethrows a host error that the guest does not catch, with the original as its cause", async () => {
    const original = Object.assign(new Error("duplicate key"), { code: "23505" });
    const map = {
      plain: {
        fail: fn(async () => {
          throw original;
        }),
      },
    };
    const error = await failure(posted('import { fail } from "plain";\nawait fail();', { map }));
    expect(error.code).to.equal("INTERP_HOST_ERROR");
    expect(error.cause).to.equal(original);
    expect(error.guest).to.include({ name: "Error", message: "duplicate key", code: "23505" });
  });

  it("lets the guest catch a host error by name, message and code", async () => {
    const map = {
      plain: {
        fail: fn(() => {
          throw Object.assign(new RangeError("too far"), { code: 7 });
        }),
      },
    };
    const text = `import { post } from "api"; import { fail } from "plain";
      try { fail(); } catch (e) { post([e instanceof Error, e.name, e.message, e.code]); }`;
    expect(await posted(text, { map })).to.deep.equal([[true, "RangeError", "too far", "7"]]);
  });
});

/** Null-prototype objects compare as plain ones. */
function plain(value: unknown): unknown {
  return typeof value === "object" && value !== null ? structuredClone(value) : value;
}
