import { expect } from "chai";
import type { ConfigError } from "../../src/config/config-error.js";
import { parseConfigFile } from "../../src/config/config-file.js";

function failure(text: string): ConfigError {
  try {
    parseConfigFile("mm.config.yaml", text, ["loadMs"]);
  } catch (error) {
    return error as ConfigError;
  }
  throw new Error("nothing was thrown");
}

describe("parseConfigFile", () => {
  it("finds nothing in an empty file, and in one of comments", () => {
    for (const text of ["", "# nothing\n", "database:\n", "database: {url: }\n"]) {
      expect([...parseConfigFile("f", text, []).values]).to.deep.equal([]);
    }
  });

  it("reports broken YAML with file, line, column and the line itself", () => {
    const error = failure("database:\n  url: 'open\n");
    expect(error.code).to.equal("CONFIG_SYNTAX");
    expect(error.file).to.equal("mm.config.yaml");
    expect(error.line).to.be.within(2, 3);
    expect(error.frame).to.contain("url: 'open");
  });

  it("reports a key that stands twice", () => {
    expect(failure("database: {url: a, url: b}").code).to.equal("CONFIG_SYNTAX");
  });

  const unknown: readonly (readonly [string, string])[] = [
    ["database:\n  urll: x\n", "database.url"],
    ["databse:\n  url: x\n", "database"],
    ["url: x\n", "database.url"],
    ["migration:\n  dir: x\n", "migration.directory"],
    ["migrations:\n  directory: x\n", "migration"],
    ["sandbox:\n  loadMS: 5\n", "sandbox.loadMs"],
    ["output:\n  color: true\n", "output.color_enabled"],
  ];
  for (const [text, meant] of unknown) {
    it(`suggests "${meant}" for ${JSON.stringify(text)}`, () => {
      const error = failure(text);
      expect(error.code).to.equal("CONFIG_UNKNOWN_KEY");
      expect(error.hint).to.contain(`Did you mean "${meant}"?`);
    });
  }

  it("says where an unknown key stands", () => {
    expect(failure("database:\n  url: x\n  urls: y\n")).to.include({ line: 3, column: 3 });
  });

  it("lets no plugin be named by a project", () => {
    expect(failure("plugins: [./evil.js]\n").code).to.equal("CONFIG_UNKNOWN_KEY");
  });

  const wrong = [
    "database: text",
    "database: [a]",
    "- a",
    "database: {url: 5}",
    "database: {url: ''}",
    "output: {verbose: 'yes'}",
    "sandbox: {loadMs: fast}",
    "sandbox: {loadMs: 0}",
    "sandbox: {loadMs: 1.5}",
    "schema: {paths: [1]}",
    "schema: {paths: []}",
    "schema: {paths: {a: b}}",
  ];
  for (const text of wrong) {
    it(`refuses the kind of value in ${JSON.stringify(text)}`, () => {
      expect(failure(text)).to.include({ code: "CONFIG_WRONG_TYPE", line: 1 });
    });
  }

  it("follows an alias and does not multiply it", () => {
    const file = parseConfigFile("f", "migration: {directory: &d db}\nschema: {paths: *d}\n", []);
    expect(file.values.get("schema.paths")?.value).to.deep.equal(["db"]);
  });

  it("treats a key named __proto__ like any unknown one", () => {
    expect(failure("__proto__: {url: x}").code).to.equal("CONFIG_UNKNOWN_KEY");
    expect(failure("database: {__proto__: x}").code).to.equal("CONFIG_UNKNOWN_KEY");
  });
});
