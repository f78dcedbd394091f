import { expect } from "chai";
import { enumChange } from "../../../src/dialect/postgresql/enum-values.js";

describe("a change of enum values", () => {
  it("is nothing when they are the same", () => {
    expect(enumChange(["a", "b"], ["a", "b"])).to.deep.equal({ kind: "none" });
  });

  it("is an addition when the old ones keep their order", () => {
    expect(enumChange(["b", "d"], ["a", "b", "c", "d"])).to.deep.equal({
      kind: "add",
      values: [
        { value: "a", after: undefined, before: "b" },
        { value: "c", after: "b", before: "d" },
      ],
    });
  });

  it("is a new type for removals, swaps and new orders", () => {
    for (const to of [["a"], ["b", "a"], ["a", "c"], ["b", "c"], ["c"]]) {
      expect(enumChange(["a", "b"], to), String(to)).to.deep.equal({ kind: "rebuild" });
    }
  });
});
