import { createContext, runInContext } from "node:vm";
import { expect } from "chai";
import { codeFrame } from "../../src/text/code-frame.js";
import { isPlainRecord, isRecord, memberOf, sortedEntries } from "../../src/text/record.js";

describe("a record", () => {
  it("is an object and no list; a plain one was made by no class, in whatever realm", () => {
    const foreign: unknown = runInContext("({ a: 1 })", createContext());
    for (const plain of [{}, Object.create(null), foreign]) {
      expect([isRecord(plain), isPlainRecord(plain)]).to.deep.equal([true, true]);
    }
    for (const made of [new Date(), new Uint8Array(1), new Map(), new (class A {})()]) {
      expect([isRecord(made), isPlainRecord(made)]).to.deep.equal([true, false]);
    }
    for (const other of [null, undefined, [], "a", 1, () => 1]) {
      expect([isRecord(other), isPlainRecord(other)]).to.deep.equal([false, false]);
    }
  });

  it("has members, and what is no record has none", () => {
    expect(memberOf(Object.assign(new Error("x"), { code: 1 }), "code")).to.equal(1);
    expect(memberOf(Object.create({ code: 2 }), "code")).to.equal(2);
    for (const other of [null, undefined, "text"]) {
      expect(memberOf(other, "length")).to.equal(undefined);
    }
  });

  it("is told by its keys in order", () => {
    expect(sortedEntries({ b: 1, a: 2, B: 3 })).to.deep.equal([
      ["B", 3],
      ["a", 2],
      ["b", 1],
    ]);
  });
});

describe("a code frame", () => {
  it("is the same of a text and of its lines, whatever ends them", () => {
    const lines = ["one", "\ttwo", "", "four", "five", "six"];
    const frame = codeFrame(lines, 2, 2);
    expect(frame).to.equal("  1 | one\n> 2 | \ttwo\n    | \t^\n  3 | \n  4 | four");
    expect(codeFrame(lines.join("\r\n"), 2, 2)).to.equal(frame);
  });

  it("ends where the text ends, and shows of long lines the part around its caret", () => {
    const frame = codeFrame(["short", `${"a".repeat(198)}b${"c".repeat(200)}`], 2, 199);
    const under = `${" ".repeat(80)}^`;
    expect(frame).to.equal(`  1 | \n> 2 | ${"a".repeat(80)}b${"c".repeat(79)}\n    | ${under}`);
    expect(codeFrame("a".repeat(200), 1, 160)).to.equal(
      `> 1 | ${"a".repeat(160)}\n    | ${" ".repeat(159)}^`,
    );
    expect(codeFrame("a", 1, 500)).to.equal("> 1 | \n    | ^");
  });
});
