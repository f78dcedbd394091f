import { expect } from "chai";
import { isPlainType } from "../../src/check/sql-fragments.js";

describe("a plain type", () => {
  it("is read to the end, however it is written", () => {
    const hostile = [
      `a(${"x , ".repeat(30_000)}!`,
      `a(${"x ".repeat(30_000)}!`,
      `${"a ".repeat(30_000)}!`,
      `a${"[1]".repeat(30_000)}!`,
      `a(${"1,".repeat(30_000)}`,
    ];
    for (const text of hostile) expect(isPlainType(text)).to.equal(false);
  });

  it("may have arguments, words behind them, and dimensions", () => {
    for (const text of [
      "int",
      "numeric( 10 , 2 )",
      "numeric({precision}, {scale})",
      "timestamp (3) with time zone",
      "public.mood[]",
      "int[3][]",
    ])
      expect(isPlainType(text), text).to.equal(true);
    for (const text of ["", "int, b int", "int)", "a('x')", "a(b(c))", "int --", 'a"b"'])
      expect(isPlainType(text), text).to.equal(false);
  });
});
