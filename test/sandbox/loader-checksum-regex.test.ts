// Invariant 3 of SPEC section 4: reading the comment of an untrusted author takes no quadratic time. That each expression
// is linear is counted in test/text; here the limit of the test is all that bounds what would hang.
import { expect } from "chai";
import { Checksums } from "../../src/loader/checksum.js";
import { shortName } from "../../src/schema/constraint-name.js";

describe("text that a stranger wrote, read on the main thread", () => {
  it("costs linear time in the checksums, escaped quotes or not", () => {
    for (const piece of ['\\"./', "'./", '"./\\', "`../'"]) {
      const text = `/* ${piece.repeat(100_000)} */`;
      expect(new Checksums(new Map([["0001_a.ts", text]])).of("0001_a.ts")).to.match(/\w{32}/);
    }
  });

  it("costs linear time where long names are shortened", () => {
    expect(Buffer.byteLength(shortName("é".repeat(300_000)))).to.be.at.most(63);
  });
});
