import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type SymbolMap, type Symbols, symbols } from "../../symbols/index.js";

const require = createRequire(import.meta.url);

/** One file of the package, which is written for any module system, as an expression. */
function part(path: string): string {
  const code = readFileSync(require.resolve(path), "utf8");
  return `(() => { const module = { exports: {} }, exports = module.exports; ${code}
return module.exports; })()`;
}

// The sandbox freezes what a module exports, so the UTC extension is built in, and extending by it
// again does nothing. The locale is state that one file would change for the next: it stays English.
const code = `const dayjs = ${part("dayjs/dayjs.min.js")};
dayjs.extend(${part("dayjs/plugin/utc.js")});
dayjs.locale = () => "en";
export default dayjs;`;

const map: SymbolMap = {
  dayjs: symbols.source(code, {
    doc: "Dates: the package dayjs with its UTC extension, evaluated inside the sandbox.",
    exports: ["default"],
  }),
  "dayjs/plugin/utc.js": symbols.source("export default Object.assign(() => {}, { $i: true });", {
    doc: "The UTC extension; it is built into this dayjs already.",
    exports: ["default"],
  }),
};

symbols.register(map);

/**
 * The plugin `dayjs`: migrations import it as `import dayjs from "dayjs"`. Importing this module
 * registers it with the process; the default export registers it with a symbol map of one's own.
 */
export default function register(mm: { readonly symbols: Symbols }): void {
  if (mm.symbols !== symbols) mm.symbols.register(map);
}
