import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type SymbolMap, type Symbols, symbols } from "../../symbols/index.js";

const require = createRequire(import.meta.url);
const parser = readFileSync(require.resolve("papaparse/papaparse.min.js"), "utf8");

// The package is written for any module system; only the functions on text are left of it, because
// downloads, workers and files do not exist in the sandbox.
const code = `const { parse: parseAny, unparse } = (() => {
const module = { exports: {} }, exports = module.exports; ${parser}
return module.exports; })();
function parse(text, options) {
  if (typeof text !== "string") throw new TypeError("parse() takes the text of a CSV file");
  return parseAny(text, { ...options, worker: false, download: false });
}
export { parse, unparse };
export default { parse, unparse };`;

const map: SymbolMap = {
  papaparse: symbols.source(code, {
    doc: "CSV: parse and unparse of the package papaparse, evaluated inside the sandbox.",
    exports: ["default", "parse", "unparse"],
  }),
};

symbols.register(map);

/**
 * The plugin `csv`: migrations import a CSV file as text and read it with
 * `import Papa from "papaparse"`. Importing this module registers it with the process; the default
 * export registers it with a symbol map of one's own.
 */
export default function register(mm: { readonly symbols: Symbols }): void {
  if (mm.symbols !== symbols) mm.symbols.register(map);
}
