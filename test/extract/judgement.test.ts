import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { tryBundle } from "../../src/extract/bundle.js";
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
  // As `@faker-js/faker`: proxies that wrap what they stand for.
  locales: {
    "index.mjs": `const raw = { person: { name: "Ann" } };
export const locale = new Proxy(raw, { get: (target, key) => ({ wrapped: target[key] }) });\n`,
    "index.d.ts": `export declare class Person { name(sex?: "female" | "male"): string; }
export declare const locale: { readonly person: Person };\n`,
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
    const bundle = join(folder, "plugins/versions.bundle.js");
    expect(readFileSync(bundle, "utf8")).to.contain("trim");
    rmSync(bundle);
    const again = await mm([...words, "plugins/versions.ts"], folder);
    expect([again.exit, existsSync(bundle)], "half of it is written").to.deep.equal([1, false]);
    expect(again.stderr).to.contain("CLI_CANNOT_WRITE");
  });

  it("is no verdict where it was given up: a slow machine refuses no package", async () => {
    const trial = { specifier: "slow", exports: [], globals: undefined, patienceMs: 200 };
    const given = await tryBundle({ ...trial, code: "for (;;);" }, "open");
    expect([given.untried, given.failure]).to.deep.equal([true, undefined]);
    const failed = await tryBundle({ ...trial, patienceMs: 60_000, code: "throw 1;" }, "open");
    expect([failed.untried, failed.failure?.slice(0, 15)]).to.deep.equal([
      false,
      "it fails there:",
    ]);
  });

  it("says of a package with proxies that they may not agree with what is frozen", async () => {
    expect((await extracted("locales")).files[0]?.text).to.contain("It makes proxies");
    expect((await extracted("money")).files[0]?.text).to.not.contain("It makes proxies");
  });

  it("writes what a strict compiler takes, for host functions and for a bundle", async () => {
    const root = fileURLToPath(new URL("../../../", import.meta.url));
    const project = join(folder, "strict");
    const files: string[] = [];
    for (const specifier of Object.keys(PACKAGES)) {
      for (const as of ["symbols", "source"] as const) {
        const { files: written } = await extractPlugin({ specifier, folder, as });
        const place = join(project, as, specifier.replaceAll("/", "-"));
        mkdirSync(place, { recursive: true });
        for (const { name, text } of written) writeFileSync(join(place, name), text);
        files.push(join(place, "index.ts"));
      }
    }
    symlinkSync(root, join(folder, "node_modules/makemigrations"));
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: "nodenext",
      target: "es2023",
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
    };
    writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", project], {
      encoding: "utf8",
    });
    expect([status, stdout]).to.deep.equal([0, ""]);
  });
});
