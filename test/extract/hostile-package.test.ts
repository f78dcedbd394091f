import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "@babel/parser";
import { expect } from "chai";
import { extractPlugin } from "../../src/extract/extract.js";

/** What ends a line for JavaScript, and what makes text look like other text. */
const TRICKS = ["\n", "\r", "\u2028", "\u2029", "*/", "\u202e"];
const CODE = "globalThis.broken=1;//";

/** A package whose every name and text tries to become code of the plugin. */
function writeHostile(folder: string): void {
  const names = TRICKS.map((trick) => `x${trick}${CODE}`);
  const listed = names.map((name) => `f as ${JSON.stringify(name)}`).join(", ");
  const members = names.map((name) => `${JSON.stringify(name)}: symbol`).join("; ");
  const params = TRICKS.slice(2)
    .map((trick) => `/** doc ${trick.replace("*/", "* /")}${CODE} */`)
    .join("\n");
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({
      name: "hostile",
      version: `1.0.0${TRICKS.join(CODE)}${CODE}`,
      type: "module",
      main: "index.js",
      types: "index.d.ts",
    }),
  );
  writeFileSync(
    join(folder, "index.js"),
    `const f = (a) => a;
export { f as "__proto__", f as documented, f as refused, f as noted, ${listed} };
export class K { ${names.map((name) => `[${JSON.stringify(name)}]() {}`).join(" ")} }
`,
  );
  writeFileSync(
    join(folder, "index.d.ts"),
    `declare function f(a: string): string;
${params}
export declare function documented(a: string): string;
export declare function refused(): { ${members} };
export declare function noted(a?: { ${members} }): string;
export { f as "__proto__", ${listed} };
export declare class K { ${names.map((name) => `[${JSON.stringify(name)}](): symbol`).join("; ")} }
`,
  );
}

describe("symbols extract on a hostile package", () => {
  const root = mkdtempSync(join(tmpdir(), "mm-hostile-"));
  const packages = join(root, "node_modules", "hostile");
  before(() => {
    mkdirSync(packages, { recursive: true });
    writeHostile(packages);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  for (const as of ["symbols", "source"] as const) {
    it(`writes nothing of its texts as code of the plugin (${as})`, async () => {
      const { files } = await extractPlugin({ specifier: "hostile", folder: root, as });
      const text = files[0]?.text ?? "";
      const { program, comments = [] } = parse(text, {
        sourceType: "module",
        plugins: ["typescript"],
      });
      expect(program.body.map(({ type }) => type)).to.deep.equal(
        as === "symbols"
          ? ["ImportDeclaration", "ImportDeclaration", "ExportDefaultDeclaration"]
          : [
              "ImportDeclaration",
              "ImportDeclaration",
              "VariableDeclaration",
              "ExportDefaultDeclaration",
            ],
      );
      expect(JSON.stringify(program)).to.not.contain('"name":"broken"');
      expect(comments?.length).to.be.greaterThan(2);
      // A reviewer sees each character where it stands.
      expect(text.replaceAll("\n", "")).to.not.match(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    });
  }

  it("does not offer an export that would exchange the prototype of the map", async () => {
    const request = { specifier: "hostile", folder: root, as: "symbols" } as const;
    const { proposals } = await extractPlugin(request);
    const found = proposals.find(({ name }) => name === "__proto__");
    expect(found?.action.kind).to.equal("refused");
  });
});
