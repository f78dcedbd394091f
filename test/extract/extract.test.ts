import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "chai";
import { type ExtractedPlugin, extractPlugin } from "../../src/extract/extract.js";
import { Interpreter } from "../../src/interp/interpreter.js";
import { fn, type SymbolMap } from "../../src/interp/symbol-map.js";
import { createSymbols } from "../../src/interp/symbols.js";
import { type Sample, triedPackages } from "./packages.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const { transform } = createRequire(import.meta.url)("sucrase") as typeof import("sucrase");

const plugins = new Map<string, Promise<ExtractedPlugin>>();

/** What becomes of a package; it is looked into once for all tests. */
function asSymbols(specifier: string): Promise<ExtractedPlugin> {
  const known = plugins.get(specifier) ?? extractPlugin({ specifier, folder: ROOT, as: "symbols" });
  plugins.set(specifier, known);
  return known;
}

describe("symbols extract", () => {
  for (const { specifier, pure, symbols, source } of triedPackages) {
    describe(`on ${specifier}`, () => {
      it(
        pure ? "finds that it can run inside the sandbox" : "says why it cannot run inside",
        async () => {
          const plugin = await asSymbols(specifier);
          expect(plugin.pure).to.equal(pure);
          expect(plugin.pureReason === undefined).to.equal(pure);
        },
      );

      it("writes a line for each export, and a reason where it exposes nothing", async () => {
        const plugin = await asSymbols(specifier);
        const text = plugin.files[0]?.text ?? "";
        for (const { name, action } of plugin.proposals) {
          const start = new RegExp(`^ {6}(// )?"?${name.replaceAll("$", "\\$")}"?: `);
          const line = text.split("\n").find((one) => start.test(one));
          expect(line, name).to.not.equal(undefined);
          if (action.kind === "refused") expect(line, name).to.match(/\/\/ .*not exposed, /);
        }
      });

      if (symbols !== undefined) {
        it("writes host functions that a sandboxed file can use", async () => {
          const plugin = await asSymbols(specifier);
          expect(await resultOf(plugin, symbols)).to.deep.equal(symbols.result);
        });
      }

      if (source !== undefined) {
        it("writes a bundle that runs inside the sandbox", async () => {
          const plugin = await extractPlugin({ specifier, folder: ROOT, as: "source" });
          expect(await resultOf(plugin, source)).to.deep.equal(source.result);
        });
      } else if (!pure) {
        it("refuses to bundle it, with what it needs", async () => {
          const failure = await extractPlugin({ specifier, folder: ROOT, as: "source" }).then(
            () => undefined,
            (error: unknown) => error,
          );
          expect(failure).to.include({ code: "EXTRACT_NOT_PURE" });
        });
      }
    });
  }

  it("finds on each package what the table of the guide says", async () => {
    const rows: string[] = [];
    for (const { specifier, ran } of triedPackages) {
      const plugin = await asSymbols(specifier);
      const count = (kind: string) =>
        plugin.proposals.filter(({ action }) => action.kind === kind).length;
      const counts = ["fn", "value", "type", "refused"].map(count);
      const inside = plugin.pure ? "yes" : `no: ${plugin.pureReason}`;
      rows.push(`| ${[specifier, ...counts, inside, ran].join(" | ")} |`);
    }
    const guide = readFileSync(join(ROOT, "docs", "guides", "extending-symbols.md"), "utf8");
    const [, table = ""] = guide.split("| --- | --- | --- | --- | --- | --- | --- |\n");
    expect(table.split("\n\n")[0]?.split("\n")).to.deep.equal(rows);
  });

  it("names a package that is not installed", async () => {
    const failure = await extractPlugin({
      specifier: "no-such-package",
      folder: ROOT,
      as: "symbols",
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.include({ code: "EXTRACT_PACKAGE_MISSING" });
  });
});

/** Runs the plugin as it was written, and a sandboxed file that imports what it registered. */
async function resultOf(plugin: ExtractedPlugin, sample: Sample): Promise<unknown> {
  const results: unknown[] = [];
  const interpreter = new Interpreter({ profile: "open" });
  try {
    interpreter.use(await registeredBy(plugin));
    interpreter.use({ test: { report: fn((value: unknown) => void results.push(value)) } });
    const entry = `import { report } from "test";\nimport result from "./sample.js";\nreport(result);\n`;
    const files = [
      { path: "entry.js", text: entry },
      { path: "sample.js", text: sample.code },
    ];
    await interpreter.load(files, { entries: ["entry.js"] });
  } finally {
    await interpreter.dispose();
  }
  expect(results).to.have.length(1);
  return JSON.parse(JSON.stringify(results[0]));
}

/** The plugin lives inside this project, so that it finds the package where a user's would. */
async function registeredBy(plugin: ExtractedPlugin): Promise<SymbolMap> {
  const folder = mkdtempSync(join(ROOT, "node_modules", ".mm-extract-"));
  try {
    for (const { name, text } of plugin.files) {
      const isTypeScript = name.endsWith(".ts");
      const code = isTypeScript ? transform(text, { transforms: ["typescript"] }).code : text;
      writeFileSync(join(folder, name.replace(/\.ts$/, ".mjs")), code);
    }
    const module: { default: (api: { symbols: ReturnType<typeof createSymbols> }) => void } =
      await import(pathToFileURL(join(folder, "index.mjs")).href);
    const symbols = createSymbols();
    module.default({ symbols });
    return symbols.snapshot();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
