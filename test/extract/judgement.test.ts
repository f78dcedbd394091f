import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type ExtractedPlugin, extractPlugin } from "../../src/extract/extract.js";
import { mm } from "../cli/run-cli.js";

/** Small packages, each with what a popular one was misjudged for. */
const PACKAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // As `semver`: CommonJS, names that only run time tells a bundler.
  versions: {
    "index.js": `const clean = (v) => v.trim(), VERSION = 2;\nmodule.exports = { clean, VERSION };\n`,
  },
  // As `pluralize`: a UMD wrapper that asks for `require` and does not call it.
  plurals: {
    "index.js": `(function (root, make) {
  if (typeof require === "function" && typeof exports === "object") module.exports = make();
  else root.plurals = make();
})(this, function () { return function (word) { return word + "s"; }; });\n`,
    "index.d.ts": "declare function plurals(word: string): string;\nexport = plurals;\n",
  },
  // As `luxon`: a global that the sandbox does not have, used when a function is called.
  zones: {
    "index.mjs": `
export const zone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;\n`,
    "index.d.ts": "export declare function zone(): string;\n",
  },
  "@house/zones": { "index.mjs": "export const ZONE = 'UTC';\n" },
  // As `decimal.js`: a class that may be called without `new`, with results of its own class.
  money: {
    "index.mjs": `export class Money { plus() { return this; } }\nexport class Hidden {}\n`,
    "index.d.ts": `export declare namespace Money { type Value = string | Money; }
export declare class Money { constructor(n: Money.Value); plus(n: Money.Value): Money; self(): this; }
export declare function Money(n: Money.Value): Money;
export declare class Hidden { private constructor(); }\n`,
  },
  // Run time needs what the locked profile does not have.
  mirror: { "index.mjs": "export const KIND = typeof new Proxy({}, {});\n" },
};

describe("symbols extract's judgement", () => {
  const folder = mkdtempSync(join(tmpdir(), "mm-judgement-"));

  before(() => {
    for (const [name, files] of Object.entries(PACKAGES)) {
      const place = join(folder, "node_modules", name);
      mkdirSync(place, { recursive: true });
      const main = Object.keys(files)[0];
      const json = { name, version: "1.0.0", main };
      writeFileSync(join(place, "package.json"), JSON.stringify(json));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const extracted = (specifier: string): Promise<ExtractedPlugin> =>
    extractPlugin({ specifier, folder, as: "symbols" });

  it("bundles CommonJS packages with each of their names", async () => {
    const plugin = await extractPlugin({ specifier: "versions", folder, as: "source" });
    expect(plugin.files[0]?.text).to.contain('["VERSION","clean","default"]');
    expect(plugin.proposals.map(({ action }) => action.kind)).to.deep.equal([
      "source",
      "source",
      "source",
    ]);
  });

  it("takes a package that only asks for the type of require", async () => {
    const { pure, pureReason, missing } = await extracted("plurals");
    expect([pure, pureReason, missing]).to.deep.equal([true, undefined, []]);
  });

  it("names a global that the sandbox does not have, and where it is used", async () => {
    const { pure, missing, files } = await extracted("zones");
    expect(pure).to.equal(true);
    expect(missing).to.deep.equal([
      { name: "Intl", file: "zones/index.mjs", line: 2, uses: 1, tested: false },
    ]);
    expect(files[0]?.text).to.contain("nothing in the sandbox has Intl");
  });

  it("says which package may have the missing types, scoped ones too", async () => {
    expect((await extracted("versions")).files[0]?.text).to.contain(
      "npm install --save-dev @types/versions.",
    );
    const scoped = (await extracted("@house/zones")).files[0]?.text;
    expect(scoped).to.contain("npm install --save-dev @types/house__zones.");
    expect(scoped).to.match(/@ts-ignore.*\nimport \* as original from "@house\/zones"/);
    expect((await extracted("zones")).files[0]?.text).to.not.contain("@types/");
  });

  it("offers a class whose methods return instances of it, and new only where it is public", async () => {
    const { proposals } = await extracted("money");
    const none = { properties: [], statics: [], notes: [] };
    expect(proposals.map(({ action }) => action)).to.deep.equal([
      { kind: "type", construct: false, methods: [], ...none },
      { kind: "type", construct: true, methods: ["plus", "self"], ...none },
    ]);
  });

  it("says what runs in the open profile only", async () => {
    const { pure, lockedReason } = await extracted("mirror");
    expect(pure).to.equal(true);
    expect(lockedReason).to.contain("Proxy");
  });

  it("prints what the written plugin offers, and writes TypeScript only", async () => {
    const words = ["symbols", "extract", "versions", "--source", "--out"];
    const js = await mm([...words, "plugins/versions.js"], folder);
    expect([js.exit, existsSync(join(folder, "plugins"))]).to.deep.equal([2, false]);
    expect(js.stderr).to.contain("CLI_OUT_NOT_TYPESCRIPT").and.contain("plugins/versions.ts");
    const ts = await mm([...words, "plugins/versions.ts"], folder);
    expect(ts.exit, ts.stderr).to.equal(0);
    expect(ts.stderr + ts.stdout).to.not.contain("refused");
    expect(readFileSync(join(folder, "plugins/versions.bundle.js"), "utf8")).to.contain("trim");
  });
});
