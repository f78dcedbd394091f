import { expect } from "chai";
import { failure, withLoaded } from "./setup.js";

/** The place and message of the error that loading one file ends with. */
async function errorOf(text: string, path = "0001_a.ts") {
  return failure(withLoaded({ [path]: text }, () => undefined));
}

describe("positions of errors", () => {
  const cases: readonly (readonly [string, string, number, number])[] = [
    ["in plain code", 'const a = 1;\nthrow new Error("x");', 2, 16],
    ["after a type on the same line", "const a: string = null!; (a as any).b.c;", 1, 36],
    ["with CRLF", 'type A = 1;\r\nconst b: A = 1;\r\nthrow new Error("x");', 3, 16],
    ["after tabs", '\t\tthrow new Error("x");', 1, 18],
    ["after astral characters", 'const s = "😀😀"; throw new Error("x");', 1, 34],
    [
      "after astral characters and a type",
      'const s: string = "😀😀"; throw new Error("x");',
      1,
      42,
    ],
    ["with a byte order mark", '\uFEFFconst a = 1;\nthrow new Error("x");', 2, 16],
    ["after a hashbang", '#!/usr/bin/env node\nthrow new Error("x");', 2, 16],
    ["after types over many lines", 'interface A {\n  b: string;\n}\nthrow new Error("x");', 4, 16],
    [
      "in a parameter property",
      "class A { constructor(readonly b: string) { throw Error(b); } }\nnew A('');",
      1,
      56,
    ],
  ];
  for (const [name, text, line, column] of cases) {
    it(`are exact ${name}`, async () => {
      const error = await errorOf(text);
      expect(error.code, error.message).to.equal("INTERP_GUEST_ERROR");
      expect([error.file, error.line, error.column]).to.deep.equal(["0001_a.ts", line, column]);
    });
  }

  it("show a code frame of the original source", async () => {
    const error = await errorOf(
      'interface A { b: 1 }\nconst a: A = { b: 1 };\nthrow new Error("x");\n// end',
    );
    expect(error.frame).to.equal(
      [
        "  1 | interface A { b: 1 }",
        "  2 | const a: A = { b: 1 };",
        '> 3 | throw new Error("x");',
        "    |                ^",
        "  4 | // end",
      ].join("\n"),
    );
  });

  it("name the helper in which an error happened, and the whole guest stack", async () => {
    const files = {
      "0001_a.ts": 'import { f } from "./lib/h.ts";\nf();',
      "lib/h.ts": "type A = 1;\nexport function f(): A { return null!.x; }",
    };
    const error = await failure(withLoaded(files, () => undefined));
    expect([error.file, error.line]).to.deep.equal(["lib/h.ts", 2]);
    expect(error.guest?.stack.map(({ file, line }) => `${file}:${line}`)).to.deep.equal([
      "lib/h.ts:2",
      "0001_a.ts:2",
    ]);
    expect(error.guest?.stack[0]?.function).to.equal("f");
  });

  it("are exact for syntax errors that the type stripper finds", async () => {
    const error = await errorOf("const a = 1;\nconst b = ;");
    expect(error.code).to.equal("INTERP_SYNTAX");
    expect([error.line, error.column]).to.deep.equal([2, 11]);
  });

  it("are exact for syntax errors that only the engine finds", async () => {
    const error = await errorOf("let a = 1;\nlet a = 2;");
    expect([error.file, error.line]).to.deep.equal(["0001_a.ts", 2]);
    expect(error.message).to.match(/SyntaxError/);
  });

  it("are exact for unsupported syntax", async () => {
    for (const [text, what] of [
      ["\n namespace N { export const a = 1; }", "namespace"],
      ["\n @dec class A {}", "decorator"],
      ['\n import a = require("b");', "import ="],
      ["\n export = 1;", "export ="],
    ] as const) {
      const error = await errorOf(text);
      expect(error.code, what).to.equal("INTERP_UNSUPPORTED_SYNTAX");
      expect([error.line, error.column], what).to.deep.equal([2, 2]);
      expect(error.message).to.include(what);
    }
  });

  it("allow what the types alone explain", async () => {
    const text = `declare module "x" { export const a: string; }
      declare namespace N { namespace M { const b: number; } }
      declare global { interface Foo { a: 1 } }
      declare const module: { exports: unknown };
      const namespace = 1, using = 2; namespace + using;
      enum Color { Red = 1, Blue } abstract class A<const T> { constructor(private readonly x: T, public y?: T) {} }
      const v = { a: 1 } satisfies { a: number }; const w = <number>v.a; let z!: string;
      export type { Foo }; export { v as "quoted name" };`;
    expect(await withLoaded({ "a.ts": text }, () => "loaded")).to.equal("loaded");
  });

  it("carry the guest's name, message and code", async () => {
    const error = await errorOf(
      'class Oops extends Error { name = "Oops"; code = "E1"; }\nthrow new Oops("bad");',
    );
    expect(error.message).to.equal("Oops: bad");
    expect(error.guest).to.include({ name: "Oops", message: "bad", code: "E1" });
  });

  it("name a module by its specifier when an export is missing", async () => {
    const error = await errorOf('import { pst } from "api";\npst();');
    expect(error.message)
      .to.include("api")
      .and.include("pst")
      .and.not.match(/gen:|sym:/);
  });
});
