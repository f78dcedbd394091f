import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(join(root, "docs", "weaknesses.md"), "utf8");
const rows = page.split("\n").filter((line) => /^\| W-\d+ \|/.test(line));

describe("docs/weaknesses.md", () => {
  for (const row of rows) {
    const [, number = ""] = row.split("|").map((cell) => cell.trim());
    it(`names tests of ${number} that exist`, () => {
      const tests = [...row.matchAll(/`(test\/[^`]+)` "([^"]+)"/g)];
      expect(tests.length).to.be.greaterThan(0);
      for (const [, file = "", title = ""] of tests) {
        expect(existsSync(join(root, file)), file).to.equal(true);
        expect(readFileSync(join(root, file), "utf8"), file).to.contain(title);
      }
    });
  }

  it("has each number once, in order, and says which ones are left out", () => {
    const numbers = rows.map((row) => Number(/^\| W-(\d+)/.exec(row)?.[1]));
    expect(numbers).to.deep.equal([...new Set(numbers)].sort((a, b) => a - b));
    expect(numbers.length).to.be.greaterThan(55);
  });
});
