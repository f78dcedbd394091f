import { expect } from "chai";
import { loadError, loadOnce } from "./load.js";
import { makeFolder, migration, removeFolders } from "./temp-folder.js";

const FORBIDDEN = [
  'import fs from "node:fs";',
  'import { readFileSync } from "fs";',
  'import * as cp from "node:child_process";',
  'import "node:process";',
  'import type { Stats } from "node:fs"; import os from "node:os";',
  'export * from "node:fs";',
  'export { readFileSync } from "node:fs";',
  'import lodash from "lodash";',
  'import "https://example.com/x.js";',
  'import "data:text/javascript,1";',
  'import "file:///etc/passwd";',
  'import "/etc/passwd";',
  'import "../outside.js";',
  'import "./../../outside.js";',
  'import "./lib/../../outside.js";',
  'import "makemigrations/symbols";',
  'import "makemigrations/api";',
  'import "host";',
  'import "membrane";',
  'import "globalThis";',
  'import "./%2e%2e/outside.js";',
  'import "./lib\\\\..\\\\..\\\\outside.js";',
  'import { createCipheriv } from "node:crypto";',
  'import { Runner } from "makemigrations";',
  'export { openDatabase } from "makemigrations";',
];

describe("an import of a migration", () => {
  after(removeFolders);

  for (const statement of FORBIDDEN) {
    it(`is refused with its place, used or not: ${statement}`, async () => {
      const folder = makeFolder({ "0001_a.ts": migration("0001_a", "", statement) });
      const error = await loadError(folder);
      expect(error.code).to.match(/^INTERP_(?:FORBIDDEN_IMPORT|OUTSIDE_FOLDER)$/);
      expect(error.file).to.equal("0001_a.ts");
      expect(error.line).to.equal(3);
      expect(error.frame).to.include(statement.slice(0, 20));
    });
  }

  it("that needs a plugin points to the guide", async () => {
    const folder = makeFolder({ "0001_a.ts": migration("0001_a", 'import x from "node:utill";') });
    const error = await loadError(folder);
    expect(error.hint).to.include('"node:util"');
    expect(error.hint).to.include("docs/guides/extending-symbols.md");
  });

  it("reaches helpers, JSON and text of sub-folders, by any extension that TypeScript allows", async () => {
    const folder = makeFolder({
      "0001_a.ts": migration(
        "0001_a",
        'import { one } from "./lib/one.js";',
        'import { two } from "./lib/two.mjs";',
        'import three from "./data/three.json" with { type: "json" };',
        'import four from "./data/four.csv" with { type: "text" };',
        "console.log(one, two, three.value, four.trim());",
      ),
      "lib/one.ts": 'import { base } from "../base/base.js"; export const one: number = base;',
      "base/base.js": "export const base = 1;",
      "lib/two.mts": "export const two = 2;",
      "data/three.json": '{ "value": 3 }',
      "data/four.csv": "4\n",
    });
    expect((await loadOnce(folder)).lines).to.deep.equal(["1 2 3 4"]);
  });

  it("evaluates a helper once, however many migrations import it", async () => {
    const folder = makeFolder({
      "0001_a.ts": migration("0001_a", 'import "./lib/x.js";'),
      "0002_b.ts": migration("0002_b", 'import "./lib/x.js";'),
      "lib/x.ts": 'console.log("evaluated");',
    });
    expect((await loadOnce(folder)).lines).to.deep.equal(["evaluated"]);
  });

  it("does not reach another migration, main.ts or a test", async () => {
    for (const target of ["0002_b.js", "main.js", "x.test.js"]) {
      const folder = makeFolder({
        "0001_a.ts": migration("0001_a", `import "./${target}";`),
        "0002_b.ts": migration("0002_b"),
        "main.ts": "",
        "x.test.ts": "",
      });
      expect((await loadError(folder)).line, target).to.equal(2);
    }
  });

  it("of a file that is there but cannot be used says why", async () => {
    const folder = makeFolder({
      "0001_a.ts": migration("0001_a", 'import x from "./lib/x.txt" with { type: "text" };'),
      "lib/x.txt": Uint8Array.of(0xff, 0xfe, 0x41),
    });
    const error = await loadError(folder);
    expect(error).to.include({ code: "LOADER_FILE_NOT_UTF8", file: "0001_a.ts", line: 2 });
  });

  it("of broken JSON names the data file", async () => {
    const folder = makeFolder({
      "0001_a.ts": migration("0001_a", 'import x from "./x.json" with { type: "json" };'),
      "x.json": "{ nope",
    });
    const error = await loadError(folder);
    expect(`${error.message} ${error.file}`).to.include("x.json");
  });
});
