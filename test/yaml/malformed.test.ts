import { expect } from "chai";
import { exitCodeOf } from "../../src/cli/exit-code.js";
import { SchemaFileError } from "../../src/yaml/problem.js";
import { loadText } from "./files.js";
import { malformed, WHOLE } from "./malformed.js";

const KINDS = [...new Set(malformed.map(({ kind }) => kind))];

describe("malformed schema files", () => {
  it("are 300 and more, made of one that is right", () => {
    expect(malformed.length).to.be.at.least(300);
    expect(new Set(malformed.map(({ text }) => text)).size).to.equal(malformed.length);
    expect(loadText(WHOLE).schema.tables.size).to.equal(2);
  });

  for (const kind of KINDS) {
    it(`end in an error with its place: ${kind}`, () => {
      for (const one of malformed) if (one.kind === kind) judge(one);
    });
  }
});

function judge({ text, line, code }: (typeof malformed)[number]): void {
  const shown = JSON.stringify(text.slice(0, 600));
  const error = errorOf(text);
  expect(error, shown).to.be.instanceOf(SchemaFileError);
  if (!(error instanceof SchemaFileError)) return;
  expect(exitCodeOf(error)).to.equal(2);
  const lines = text.split(/\r\n|\r|\n/).length;
  for (const problem of error.problems) {
    expect(problem.code).to.match(/^YAML_[A-Z_]+$/);
    expect(problem.message, shown).to.match(/\S/);
    expect(problem.message, shown).to.not.match(/undefined|\[object|\bat .*\.js/);
    expect(problem.hint ?? "-", shown).to.match(/\S/);
    expect(problem.line, shown).to.be.within(1, lines);
    expect(problem.column, shown).to.be.at.least(1);
  }
  if (line !== undefined) {
    const places = error.problems.map((problem) => problem.line);
    expect(places, `${shown} ${error.message}`).to.include(line);
  }
  if (code !== undefined) {
    expect(
      error.problems.map((problem) => problem.code),
      shown,
    ).to.include(code);
  }
}

function errorOf(text: string): unknown {
  try {
    loadText(text);
  } catch (error) {
    return error;
  }
  return undefined;
}
