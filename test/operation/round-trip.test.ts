import { expect } from "chai";
import { operationTypes, parseOperation } from "../../src/operation/index.js";
import { samples } from "./samples.js";

describe("the plain form of operations", () => {
  for (const { kind } of operationTypes) {
    describe(kind, () => {
      it("has a sample in this test", () => {
        expect(samples[kind]).to.have.length.above(0);
      });

      for (const [at, { operation, written }] of (samples[kind] ?? []).entries()) {
        it(`comes back from the operation as it went in (${at + 1})`, () => {
          const parsed = parseOperation(written ?? operation, "$");
          expect(parsed.kind).to.equal(kind);
          expect(parsed.toData()).to.deep.equal(operation);
          expect(parseOperation(parsed.toData(), "$")).to.deep.equal(parsed);
        });

        it(`refuses a key that it does not know (${at + 1})`, () => {
          const bad = { ...operation, unheardOf: 1 };
          expect(() => parseOperation(bad, "$.operations[3]")).to.throw(
            /\$\.operations\[3\].*unheardOf|sqlite|texts/,
          );
        });
      }
    });
  }

  it("is not changed when the author's data is changed afterwards", () => {
    const field = { name: "x", type: "text" };
    const data = { type: "create_table", name: "a", fields: [field] };
    const operation = parseOperation(data, "$");
    field.name = "changed";
    data.fields.push({ name: "y", type: "text" });
    expect(operation.toData()).to.deep.equal({
      type: "create_table",
      name: "a",
      fields: [{ name: "x", type: "text" }],
    });
  });
});
