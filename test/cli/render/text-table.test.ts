import { expect } from "chai";
import { textTable } from "../../../src/cli/render/text-table.js";

describe("textTable", () => {
  it("makes columns as wide as their widest cell and leaves no blanks at the end", () => {
    expect(
      textTable([
        ["Name", "State"],
        ["a", "applied"],
        ["longer", ""],
      ]),
    ).to.equal("Name    State\na       applied\nlonger");
  });

  it("does not count colours, and counts wide letters twice", () => {
    expect(
      textTable([
        ["\u001b[31mab\u001b[39m", "x"],
        ["日本", "y"],
      ]),
    ).to.equal("\u001b[31mab\u001b[39m    x\n日本  y");
  });

  it("is empty without rows", () => {
    expect(textTable([])).to.equal("");
  });
});
