import { expect } from "chai";
import { hintText } from "../../src/errors.js";
import { fn, source, value } from "../../src/interp/symbol-map.js";
import { failure, posted, withLoaded } from "./setup.js";

const post = 'import { post } from "api";\n';

/** Where the name stands that is not there. */
function placeOf(statement: string): number {
  return statement.search(/"?\bnope\b/) + 1;
}

describe("imports", () => {
  it("find helpers with and without extension, also by the name of their output", async () => {
    const files = {
      "lib/a.ts": "export const a = 1;",
      "lib/b.mts": "export const b = 2;",
      "lib/c.js": "export const c = 3;",
      "lib/deep/d.ts": 'export { a as d } from "../a.js";',
    };
    const text = `${post}
      import { a } from "./lib/a"; import { a as a2 } from "./lib/a.js"; import { a as a3 } from "./lib/a.ts";
      import { b } from "./lib/b.mjs"; import { c } from "./lib/c.js"; import { d } from "./lib/deep/d";
      post([a, a2, a3, b, c, d]);`;
    expect(await posted(text, { files })).to.deep.equal([[1, 1, 1, 2, 3, 1]]);
  });

  it("evaluate a helper once for all files of a load", async () => {
    const files = {
      "0001_a.ts": 'import { id } from "./lib/h"; import { post } from "api"; post(id());',
      "0002_b.ts": 'import { id } from "./lib/h"; import { post } from "api"; post(id());',
      "lib/h.ts": "let n = 0; export const id = () => ++n;",
    };
    const numbers = await withLoaded(files, (_, { posts }) => posts.map((one) => one.args[0]));
    expect(numbers).to.deep.equal([1, 2]);
  });

  it("allow cycles between helpers", async () => {
    const files = {
      "lib/a.ts": 'import { b } from "./b"; export const a = (): number => b() + 1;',
      "lib/b.ts":
        'import { a } from "./a"; export const b = (): number => (typeof a === "function" ? 1 : 0);',
    };
    expect(await posted(`${post}import { a } from "./lib/a"; post(a());`, { files })).to.deep.equal(
      [2],
    );
  });

  it("read JSON and text, by attribute or by extension", async () => {
    const files = {
      "lib/d.json": '{"a":[1,null,"x"],"n":-0.5}',
      "lib/t.csv": "a,b\r\n1,2",
      "lib/q.sql": "select 1",
    };
    const text = `${post}
      import d from "./lib/d.json" with { type: "json" }; import d2 from "./lib/d.json";
      import t from "./lib/t.csv" with { type: "text" }; import q from "./lib/q.sql";
      post([d, d === d2, t, q]);`;
    const [value] = await posted(text, { files });
    expect(structuredClone(value)).to.deep.equal([
      { a: [1, null, "x"], n: -0.5 },
      true,
      "a,b\r\n1,2",
      "select 1",
    ]);
  });

  it("read JSON as text when asked to", async () => {
    const files = { "lib/d.json": "{ }" };
    const text = `${post}import d from "./lib/d.json" with { type: "text" }; post(d);`;
    expect(await posted(text, { files })).to.deep.equal(["{ }"]);
  });

  it("refuse one path as two things, which no engine can link", async () => {
    const files = { "lib/d.json": "{ }" };
    const json =
      'import d from "./lib/d.json" with { type: "json" }; import e from "./lib/d.json"; d; e;';
    expect(await posted(`${post}${json} post(d === e);`, { files })).to.deep.equal([true]);
    const text = 'import t from "./lib/d.json" with { type: "text" }; t;';
    const error = await failure(posted(`${json}\n${text}`, { files }));
    expect(error).to.include({ code: "INTERP_FORBIDDEN_IMPORT", line: 2 });
    expect(error.message).to.equal('"./lib/d.json" is imported twice, as two things');
  });

  it("show where JSON is broken", async () => {
    const files = { "lib/d.json": '{\n  "a": 1,\n  b\n}' };
    const error = await failure(posted('import d from "./lib/d.json"; d;', { files }));
    expect([error.code, error.file, error.line]).to.deep.equal(["INTERP_SYNTAX", "lib/d.json", 3]);
  });

  it("fail with place, nearest name and guide when the module is not in the map", async () => {
    const error = await failure(posted('const x = 1;\nimport { y } from "apii";\n'));
    expect(error.code).to.equal("INTERP_FORBIDDEN_IMPORT");
    expect([error.file, error.line, error.column]).to.deep.equal(["0001_a.ts", 2, 19]);
    expect(error.message).to.equal('"apii" is not in the symbol map');
    expect(hintText(error.hint))
      .to.include('Did you mean "api"?')
      .and.include("docs/guides/extending-symbols.md");
    expect(error.frame).to.include('> 2 | import { y } from "apii";');
  });

  for (const [specifier, meant] of Object.entries({
    api: "apii",
    "node:widget": "widget",
    "node:things": "node:thingz",
    makething: "makthing",
  })) {
    it(`suggest ${specifier} for ${meant}`, async () => {
      const map = {
        "node:widget": { a: value(1) },
        "node:things": { a: value(1) },
        makething: { a: value(1) },
      };
      const error = await failure(posted(`import "${meant}";`, { map }));
      expect(error.hint).to.match(new RegExp(`^Did you mean "${specifier}"\\? Only`));
    });
  }

  for (const specifier of ["node:fs", "fs", "ap", "lodash", "makething/api", "x".repeat(500)]) {
    it(`suggest nothing for ${specifier.slice(0, 20)}, which resembles nothing`, async () => {
      const map = {
        "node:path": { a: value(1) },
        "node:os": { a: value(1) },
        makething: { a: value(1) },
      };
      const error = await failure(posted(`import "${specifier}";`, { map }));
      expect(error.hint).to.match(/^Only registered modules/);
    });
  }

  const helpers = {
    "lib/helper.ts": "export const a = 1;",
    "lib/deep/rows.json": "{}",
    "lib/b.ts": "",
  };
  for (const [written, meant] of [
    ["./lib/helpr", "./lib/helper"],
    ["./lib/helper.mjs", "./lib/helper.ts"],
    ["./lib/Helper.js", "./lib/helper.js"],
    ["./helper.ts", "./lib/helper.ts"],
    ["./libs/helper.js", "./lib/helper.js"],
    ["./lib/deep/row.json", "./lib/deep/rows.json"],
  ] as const) {
    it(`fail with the nearest file as it is to be written: ${written}`, async () => {
      const error = await failure(posted(`import x from "${written}";`, { files: helpers }));
      expect(error.code).to.equal("INTERP_MISSING_FILE");
      expect(hintText(error.hint))
        .to.match(/^Did you mean "/)
        .and.include(`"${meant}"`);
    });
  }

  it("write the nearest file from where a helper stands", async () => {
    const files = { ...helpers, "lib/deep/c.ts": 'import "../helpe.js"; import "./x.js";' };
    const error = await failure(posted('import "./lib/deep/c.js";', { files }));
    expect(error.hint).to.include('"../helper.js"');
  });

  for (const written of ["./lib/a.ts", "./0001_b.ts", "./0002_a.ts", "./0003_c", "./lib/self.js"]) {
    it(`suggest neither the importer nor a migration nor a stranger for ${written}`, async () => {
      const files = {
        ...helpers,
        "0002_b.ts": "",
        "0003_b.ts": "",
        "lib/selfi.ts": `import "${written.replace("./lib/", "./")}";`,
      };
      const text = written === "./lib/self.js" ? "./lib/selfi.js" : written;
      const error = await failure(posted(`import "${text}";`, { files }));
      expect(error.code).to.equal("INTERP_MISSING_FILE");
      expect(error.hint).to.match(/^Only files inside/);
    });
  }

  for (const written of [
    "../x.json",
    "..",
    "./lib/../../x.ts",
    "./%2e%2e/x.ts",
    "./lib\\\\..\\\\..\\\\x.ts",
    "..\\\\x.ts",
    "/etc/passwd",
    "C:/x.ts",
    "file:///etc/passwd",
  ]) {
    it(`tell that ${written} leaves the folder`, async () => {
      const error = await failure(posted(`import "${written}";`));
      expect(error.code).to.equal("INTERP_OUTSIDE_FOLDER");
      expect(error.line).to.equal(1);
      expect(error.hint).to.include("Copy the file into a sub-folder");
    });
  }

  it("fail when another entry is imported", async () => {
    const files = {
      "0001_a.ts": "export const a = 1;",
      "0002_b.ts": 'import { a } from "./0001_a"; a;',
    };
    const error = await failure(withLoaded(files, () => undefined));
    expect([error.code, error.file]).to.deep.equal(["INTERP_ENTRY_IMPORT", "0002_b.ts"]);
  });

  describe("of a name that the module does not have", () => {
    const map = {
      shop: { price: value(1), default: value(2) },
      rules: source("export const rule = 1;", { exports: ["rule"] }),
      quiet: source("export const rule = 1;"),
    };

    for (const statement of [
      'import { nope } from "shop";',
      'import { nope } from "shop"; nope;',
      'import { price, nope as price2 } from "shop"; price;',
      'import { "nope" as x } from "shop";',
      'import { default as d, nope, } from "shop"; d;',
      'import first, { nope } from "shop"; first;',
      'export { nope } from "shop";',
      'export { nope as rule } from "rules";',
      'import nope from "rules";',
      'import { type price, nope } from "shop";',
    ]) {
      it(`fail with its place, used or not: ${statement}`, async () => {
        const error = await failure(posted(`\n${statement}`, { map }));
        expect(error.code).to.equal("INTERP_FORBIDDEN_IMPORT");
        expect(error.message).to.match(/^"(?:nope|default)" of "(?:shop|rules)" is not in the/);
        expect(hintText(error.hint)).to.match(/`mm symbols show (?:shop|rules)`/);
        expect([error.line, error.column]).to.deep.equal([2, placeOf(statement)]);
      });
    }

    it("suggest the nearest name of that module", async () => {
      const error = await failure(posted('import { prise } from "shop";', { map }));
      expect(hintText(error.hint)).to.match(/^Did you mean "price"\? /);
    });

    for (const statement of [
      'import type { Nope } from "shop";',
      'import type Nope from "rules";',
      'import { type Nope, type Nope2 as N, price } from "shop"; price;',
      'export type { Nope } from "shop";',
      'import { Nope } from "shop"; let x: Nope | undefined; x;',
      'import { Nope as N } from "shop"; const x = 1 as unknown as N; x;',
      'import { Nope } from "shop"; class A implements Nope {} new A();',
      'import { Nope } from "shop"; const x = new Map<string, Nope[]>(); x;',
      'import { Nope } from "shop"; export type Mine = Partial<Nope>;',
      'import { Nope } from "shop"; interface Mine extends Nope {}',
      'import { Nope } from "shop"; const f = (x: unknown): x is Nope => x === 1; f;',
      'import { Nope } from "shop"; const x = { a: 1 } satisfies Nope; x;',
      'import { Nope } from "shop"; let x: typeof Nope | undefined; x;',
      'import { Nope } from "shop"; function f<T extends Nope>(this: T): void {} f;',
      'import Nope from "rules"; let x: Nope.Inner | undefined; x;',
      'import * as shop from "shop"; shop;',
      'import {} from "shop";',
      'import { rule } from "quiet"; rule;',
      'import { nope } from "quiet";',
    ]) {
      it(`load what may be a type: ${statement}`, async () => {
        expect(await posted(`${post}${statement} post(1);`, { map })).to.deep.equal([1]);
      });
    }
  });

  it("work dynamically, for what the map and the folder hold", async () => {
    const files = { "lib/a.ts": "export const a = 1;" };
    const text = `${post}
      const { a } = await import("./lib/a"); const name = "ap" + "i"; const api = await import(name);
      post([a, Object.keys(api)]);`;
    expect(await posted(text, { files })).to.deep.equal([[1, ["post"]]]);
  });

  it("give a source its private host functions and the membrane, and nobody else", async () => {
    const map = {
      greeter: source(
        'import { secret } from "host"; import { bytes } from "membrane"; export const greet = () => secret() + bytes("AA==").length;',
        { host: { secret: fn(() => "hi") } },
      ),
    };
    expect(
      await posted(`${post}import { greet } from "greeter"; post(greet());`, { map }),
    ).to.deep.equal(["hi1"]);
    for (const name of ["host", "membrane", "mm:calls"]) {
      const error = await failure(posted(`import "${name}";`, { map }));
      expect(error.code, name).to.equal("INTERP_FORBIDDEN_IMPORT");
    }
  });

  it("let a source use other modules of the map", async () => {
    const map = {
      twice: source(
        'import { post } from "api"; export const twice = (x) => { post(x); post(x); };',
      ),
    };
    expect(await posted('import { twice } from "twice"; twice(3);', { map })).to.deep.equal([3, 3]);
  });

  it("make the exports of globalThis global and nothing importable", async () => {
    const map = {
      globalThis: source("export const structuredThing = (x) => x + 1; export class Thing {}"),
    };
    expect(await posted(`${post}post([structuredThing(1), typeof Thing]);`, { map })).to.deep.equal(
      [[2, "function"]],
    );
    const error = await failure(posted('import "globalThis";', { map }));
    expect(error.code).to.equal("INTERP_FORBIDDEN_IMPORT");
  });

  it("blame the plugin when a source fails", async () => {
    const map = { broken: source('throw new Error("no")') };
    const error = await failure(posted('import "broken";', { map }));
    expect(error.code).to.equal("INTERP_SYMBOL_FAILED");
    expect(error.message).to.include('"broken"').and.include("no");
  });
});
