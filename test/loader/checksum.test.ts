import { createHash } from "node:crypto";
import { expect } from "chai";
import { Checksums } from "../../src/loader/checksum.js";

describe("the checksum of a migration", () => {
  it("is the plain SHA-256 of a file that imports nothing", () => {
    const text = "a();\n";
    expect(of({ "1.ts": text })).to.equal(createHash("sha256").update(text).digest("hex"));
  });

  it("does not depend on line endings", () => {
    expect(of({ "1.ts": "a\r\nb\r\n" })).to.equal(of({ "1.ts": "a\nb\n" }));
    expect(of({ "1.ts": 'import "./x.js";', "x.ts": "a\r\n" })).to.equal(
      of({ "1.ts": 'import "./x.js";', "x.ts": "a\n" }),
    );
  });

  it("changes with a helper, with a helper's helper and with imported data", () => {
    const files = {
      "1.ts": 'import { a } from "./lib/a.js";',
      "lib/a.ts": "import rows from './rows.json' with { type: 'json' };\nexport * from `../b`;",
      "lib/rows.json": "[1]",
      "b.ts": "export const b = 1;",
    };
    const before = of(files);
    expect(of({ ...files, "lib/a.ts": `${files["lib/a.ts"]} ` })).to.not.equal(before);
    expect(of({ ...files, "lib/rows.json": "[2]" })).to.not.equal(before);
    expect(of({ ...files, "b.ts": "export const b = 2;" })).to.not.equal(before);
  });

  it("does not change with a file that it does not import", () => {
    const files = { "1.ts": 'import "./a.js";', "a.ts": "1", "c.ts": "2" };
    expect(of(files)).to.equal(of({ ...files, "c.ts": "3" }));
  });

  it("survives imports in circles", () => {
    const files = {
      "1.ts": 'import "./a.js";',
      "a.ts": 'import "./b.js";',
      "b.ts": 'import "./a.js"',
    };
    expect(of(files)).to.match(/^[0-9a-f]{64}$/);
    expect(of({ ...files, "b.ts": `${files["b.ts"]};` })).to.not.equal(of(files));
  });

  it("tells apart where one helper ends and the next begins", () => {
    const one = of({ "1.ts": 'import "./a.js"; import "./b.js";', "a.ts": "12", "b.ts": "3" });
    const two = of({ "1.ts": 'import "./a.js"; import "./b.js";', "a.ts": "1", "b.ts": "23" });
    expect(one).to.not.equal(two);
  });
});

function of(files: Readonly<Record<string, string>>): string {
  return new Checksums(new Map(Object.entries(files))).of("1.ts");
}
