import { expect } from "chai";
import { withLimits } from "../../src/interp/limits.js";
import { literalPosts } from "../../src/loader/literal-posts.js";
import { compare, fileWith, LIMITS } from "./literal-compare.js";

const CALL = 'm.register({ name: "a" });';
const IMPORT = 'import * as m from "makemigrations";';
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

/** Behind a dollar nothing of these is meant to be filled in. */
const SUBSTITUTION = "`a$" + "{1}`";

const values: readonly string[] = [
  "{ __proto__: null }",
  '{ "__proto__": { polluted: 1 } }',
  '{ "\\x5f_proto__": { polluted: 1 } }',
  '{ "\\u005f_proto__": 1 }',
  '{ ["__proto__"]: 1 }',
  "{ a: 1, a: 2 }",
  '{ a: 1, "\\u0061": 2 }',
  "{ get a() { return 1; } }",
  "{ set a(b) {} }",
  "{ a() {} }",
  "{ async a() {} }",
  "{ m }",
  "{ 1: 2 }",
  "{ \\u0061: 1 }",
  "{ größe: 1 }",
  "{ ...m }",
  "[...m]",
  "[1, , 2]",
  "[, 1]",
  "() => 1",
  "function () {}",
  "class {}",
  "/a/",
  SUBSTITUTION,
  "m.ref`a`",
  "m",
  "m.ref",
  "m.register",
  "m.ref()",
  "m.ref(1)",
  'm.ref("a", "b")',
  'm.ref(m.ref("a"))',
  'm["ref"]("a")',
  'm?.ref("a")',
  'm.ref?.("a")',
  'm.constructor("a")',
  "m.__proto__",
  "new m.CreateTable({})",
  "new m.Operation()",
  "new Date()",
  "new Date(0)",
  'new Date("2024-01-31")',
  'new Date("2024-02-30T00:00:00.000Z")',
  "Date.now()",
  "Math.PI",
  "globalThis",
  "NaN",
  "Infinity",
  "- 1",
  "--1",
  "+1",
  "1 + 1",
  '"a" + "b"',
  '"a".length',
  "(1)",
  "!0",
  "void 0",
  "typeof 1",
  "1, 2",
  "1 ? 2 : 3",
  "010",
  "08",
  "0x10",
  "0b1",
  "1_000",
  ".5",
  "5.",
  "1e999",
  "1.5n",
  "01n",
  '"\\1"',
  '"\\08"',
  '"\\q"',
  '"\\x1"',
  '"\\u12"',
  '"\\u{110000}"',
  '"\\ud83d"',
  '"\\udca9\\ud83d"',
  '"a\\\nb"',
  '"a\nb"',
  '"open',
  "'open",
  "`open",
  "/* open",
  "<!-- 1",
  "1 --> 2",
  "1 as const",
  "{} as const",
  '"a" as const',
  '"a"\nas m.A',
  '"a" as m\n.A',
  '"a" as m.A.B',
  '"a" as m.A[]',
  '"a" as n.A',
  '"a" satisfies m.A',
  '"a"!',
  "<string>1",
  "await 1",
  "import.meta",
  'import("makemigrations")',
  '"\u2028"',
  '"\u2029"',
  '"\ufeff"',
  '"\u0085"',
  '"\v"',
  '"\r"',
  "\u00a01",
  "// \u2028",
  nested(63),
  nested(100_000),
  `${"{ a: ".repeat(100_000)}`,
];

const files: readonly string[] = [
  "",
  "// nothing",
  IMPORT,
  CALL,
  `${CALL}\n${IMPORT}`,
  `#!/usr/bin/env node\n${IMPORT}${CALL}`,
  `\ufeff${IMPORT}${CALL}`,
  `"use strict";\n${IMPORT}${CALL}`,
  `${IMPORT};${CALL}`,
  `${IMPORT}${CALL};`,
  `${IMPORT} ${CALL.slice(0, -1)} ${CALL}`,
  `${IMPORT.slice(0, -1)} ${CALL}`,
  `${IMPORT}\nconst m2 = m;\n${CALL}`,
  `${IMPORT}\n{ let m = 1; }\n${CALL}`,
  `${IMPORT}\nfunction m() {}\n${CALL}`,
  `${IMPORT}\n${IMPORT}\n${CALL}`,
  `${IMPORT}\nimport { ref as m } from "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport { ref as undefined } from "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport { ref as Date } from "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport { ref as let } from "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport { Unknown } from "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport { Operation } from "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport { "ref" as r } from "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport {} from "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport { type OtherType } from "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport type { OtherType } from "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport "makemigrations";\n${CALL}`,
  `${IMPORT}\nimport "node:path";\n${CALL}`,
  `${IMPORT}\nimport * as p from "node:path";\n${CALL}`,
  `${IMPORT}\nimport { helper } from "./helper";\n${CALL}`,
  `${IMPORT}\nexport { ref } from "makemigrations";\n${CALL}`,
  `${IMPORT}\nexport {};\n${CALL}`,
  `import m from "makemigrations";\n${CALL}`,
  `import m, * as n from "makemigrations";\n${CALL}`,
  `import * as \\u006d from "makemigrations";\n${CALL}`,
  `import * as m from "make\\u006digrations";\n${IMPORT}\n${CALL}`,
  `import * as m from "makemigrations" with { type: "json" };\n${CALL}`,
  `import * as m from \`makemigrations\`;\n${CALL}`,
  `import * as assert from "makemigrations"\nassert.register({})`,
  `${IMPORT}\nm .register({});`,
  `${IMPORT}\nm. register({});`,
  `${IMPORT}\nm.register ({});`,
  `${IMPORT}\nm.register\n({});`,
  `${IMPORT}\nm["register"]({});`,
  `${IMPORT}\nm?.register({});`,
  `${IMPORT}\n(m.register)({});`,
  `${IMPORT}\nm.\\u0072egister({});`,
  `${IMPORT}\nm.register();`,
  `${IMPORT}\nm.register([]);`,
  `${IMPORT}\nm.register(m.noop);`,
  `${IMPORT}\nm.register({}, {});`,
  `${IMPORT}\nm.register({}).x;`,
  `${IMPORT}\nm.register({})();`,
  `${IMPORT}\nm.register({}) || 1;`,
  `${IMPORT}\nnew m.register({});`,
  `${IMPORT}\nif (true) m.register({});`,
  `${IMPORT}\nm.register({ operations: [m.noop] });`,
  `${IMPORT}\nm.register({ operations: [[]] });`,
  `${IMPORT}\nm.register({ operations: ["a"] });`,
  `${IMPORT}\nm.register({ operations: [new m.CreateTable()] });`,
  `${IMPORT}\nm.register({ operations: [new m.CreateTable("a")] });`,
  `${IMPORT}\nm.register({ operations: [new m.CreateTable({}, {})] });`,
  `${IMPORT}\nm.register({ operations: [new m.Operation()] });`,
  `${IMPORT}\nm.register({ operations: [new m.Unknown({})] });`,
  `${IMPORT}\nm.register({ operations: [m.CreateTable({})] });`,
  `${IMPORT}\nm.register({ operations: { a: new m.CreateTable({}) } });`,
  `${IMPORT}\nm.register({ operations: [new m.RunScript({ up: async () => {} })] });`,
  `${IMPORT}\nm.register({ name: "a", type: "b" as m.C }); m.register({});`,
  `${IMPORT}\n${`${CALL}\n`.repeat(101)}`,
  `${IMPORT}\n${CALL}// ${" ".repeat(3 * 1024 * 1024)}`,
];

describe("files with anything else are left to the sandbox", () => {
  for (const [index, value] of values.entries()) {
    it(`value ${index}: ${JSON.stringify(value.slice(0, 60))}`, () => {
      expect(literalPosts("a.ts", fileWith(value), LIMITS)).to.equal(undefined);
    });
  }

  for (const [index, text] of files.entries()) {
    it(`file ${index}: ${JSON.stringify(text.replace(IMPORT, "").slice(0, 70))}`, () => {
      expect(literalPosts("a.ts", text, LIMITS)).to.equal(undefined);
    });
  }

  it("and so are those that reach a limit, up to which both read the same", async () => {
    const text = fileWith('{ a: ["text", 1, m.ref("b")] }');
    expect(literalPosts("a.ts", text, LIMITS)).to.have.length(1);
    for (const limits of [
      { valueNodes: 10 },
      { valueDepth: 5 },
      { valueText: 100 },
      { sourceBytes: 100 },
    ]) {
      expect(literalPosts("a.ts", text, withLimits(LIMITS, limits))).to.equal(undefined);
    }
    // The lists stand in an operation, that in a list, that in what is registered.
    const most = [fileWith(nested(LIMITS.valueDepth - 3)), IMPORT + CALL.repeat(LIMITS.posts)];
    expect(await compare(most)).to.equal(2);
    expect(literalPosts("a.ts", fileWith(nested(LIMITS.valueDepth - 2)), LIMITS)).to.equal(
      undefined,
    );
    const noop = fileWith(`${"[".repeat(60)}m.noop${"]".repeat(60)}`);
    expect(await compare([noop])).to.equal(1);
    expect(literalPosts("a.ts", noop.replace("m.noop", "[m.noop]"), LIMITS)).to.equal(undefined);
  });

  it("and nothing of what they say reaches the objects of this process", () => {
    for (const value of values) literalPosts("a.ts", fileWith(value), LIMITS);
    expect(Reflect.get({}, "polluted")).to.equal(undefined);
  });
});
