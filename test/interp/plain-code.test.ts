import { expect } from "chai";
import fc from "fast-check";
import { transform } from "sucrase";
import { isPlain } from "../../src/interp/worker/plain-code.js";
import { loadSucrase } from "../../src/interp/worker/sucrase.js";

const sucrase = loadSucrase();

/** What Sucrase itself makes of a text. */
function stripped(text: string): string {
  const options = { disableESTransforms: true, preserveDynamicImport: true } as const;
  return transform(text, { transforms: ["typescript"], ...options }).code;
}

const plain: readonly string[] = [
  'import * as m from "makemigrations"; m.register({ name: "a" });',
  'import { CreateTable, register as r } from "makemigrations"; r(new CreateTable());',
  'import d from "a"; d();',
  'import "a"; import.meta.url;',
  'import data from "./a.json" with { type: "json" }; data;',
  `const f = async (x) => ({ x, y: \`a\${await x}b\`, z: x?.y ?? 1_000 });`,
  "const o = { readonly: 1, get a() { return 1; }, async *b() {}, public: 2, type: 3 };",
  "for (const [a, { b = 1 }] of []) if (a < b && b > a) break;",
  "try { throw 1 } catch {} // comment: number",
];

const changed: readonly string[] = [
  "const a: number = 1;",
  "const a = b as any;",
  "const a = b satisfies C;",
  "const a = b!;",
  "const a = <T>(b: T) => b;",
  "let a!: string;",
  "interface A {}",
  "type A = 1;",
  "enum A { B }",
  "declare const a: 1;",
  "function f(this: A, b?) {}",
  "abstract class A {}",
  "class A { constructor(private b) {} }",
  "class A { declare b; }",
  'import type { A } from "a";',
  'import { type A, b } from "a"; b;',
  'import { unused } from "a";',
  'import * as unused from "a";',
  'import unused from "a";',
  'import {} from "a";',
  'import a, * as b from "a"; a; b;',
  'import { a } from "a"; { let a = 1; a; }',
  'import { a } from "a"; const f = (a) => a;',
  'import { a } from "a"; ({ a: 1 }).a;',
  'import { a } from "a"; let b: a;',
  'export type { A } from "a";',
  "export = a;",
];

const untold: readonly string[] = [
  "export {};",
  "export const a = 1;",
  "class A { b = 1; }",
  'import("a");',
  "#!/usr/bin/env node",
  'import a, { b } from "a"; a; b;',
];

describe("text whose types need not be stripped", () => {
  const isPlainText = (text: string): boolean => isPlain(text, sucrase.strip(text).tokens, sucrase);

  for (const text of plain) {
    it(`is told: ${text}`, () => {
      expect(isPlainText(text)).to.equal(true);
      expect(stripped(text)).to.equal(text);
    });
  }

  for (const text of [...changed, ...untold]) {
    it(`is not taken for it: ${text}`, () => {
      expect(isPlainText(text)).to.equal(false);
    });
  }

  it("is what Sucrase leaves alone, however the pieces are put together", () => {
    const pieces = fc.array(fc.constantFrom(...plain, ...changed, ...untold), { maxLength: 5 });
    fc.assert(
      fc.property(pieces, (list) => {
        const text = list.join("\n");
        let expected: string;
        try {
          expected = stripped(text);
        } catch {
          return;
        }
        expect(sucrase.strip(text).code).to.equal(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
