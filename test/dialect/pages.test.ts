import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { dialects } from "../../src/dialect/index.js";

const PAGES = fileURLToPath(new URL("../../../docs/databases/", import.meta.url));

describe("the list of dialects", () => {
  for (const { name, schemes } of dialects) {
    it(`has a page for ${name} in docs/databases`, () => {
      expect(existsSync(`${PAGES}${name}.md`)).to.equal(true);
    });

    it(`gives ${name} a URL scheme that no other dialect has`, () => {
      const others = dialects.filter((one) => one.name !== name).flatMap((one) => one.schemes);
      expect(schemes).to.have.length.greaterThan(0);
      expect(schemes.filter((scheme) => others.includes(scheme))).to.deep.equal([]);
    });
  }
});
