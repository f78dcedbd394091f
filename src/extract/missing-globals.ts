import { createRequire } from "node:module";
import { join } from "node:path";
import type * as TraceMapping from "@jridgewell/trace-mapping";
import { type BundleRequest, bundleOptions } from "./bundle.js";
import { loadTool } from "./load-tool.js";

/** A global name that a package uses and that nothing in the sandbox has. */
export interface MissingGlobal {
  readonly name: string;
  /** Where it is used first, a file of the package. */
  readonly file: string;
  readonly line: number;
  readonly uses: number;
  /** The package asks `typeof name` somewhere, and so may do without it. */
  readonly tested: boolean;
}

/** What browsers have and Node does not; what Node has is asked of Node. */
const BROWSER = ["document", "localStorage", "sessionStorage", "location", "XMLHttpRequest"];
const MARK = "mmMissingGlobal_";
const USE = /(typeof )?\bmmMissingGlobal_(\w+)/g;
/** The bundler's name for `require`; a package that only asks for its type does not call it. */
const REQUIRE = /(?<!function )\b__require\(/g;

/**
 * The names that a package uses, that it does not declare and that are not `known`. Evaluating it
 * does not find them: most are used by functions that were not called yet.
 */
export async function missingGlobals(
  request: BundleRequest,
  known: ReadonlySet<string>,
): Promise<readonly MissingGlobal[]> {
  const names = [...Object.getOwnPropertyNames(globalThis), ...BROWSER, "Intl", "WebAssembly"];
  const wanted = names.filter((name) => /^\w+$/.test(name) && !known.has(name));
  const marks = Object.fromEntries(wanted.map((name) => [name, `${MARK}${name}`]));
  const { build } = await loadTool("esbuild", () => import("esbuild"));
  const outfile = join(request.folder, "out.mjs");
  const options = { ...bundleOptions(request, marks), outfile, sourcemap: "external" } as const;
  const { outputFiles } = await build({ ...options, write: false });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  return foundIn(text(".mjs"), text(".map"));
}

function foundIn(code: string, map: string): readonly MissingGlobal[] {
  const require = createRequire(import.meta.url);
  const {
    TraceMap,
    originalPositionFor,
  }: typeof TraceMapping = require("@jridgewell/trace-mapping");
  const trace = new TraceMap(map);
  const found = new Map<string, MissingGlobal>();
  const lines = code.split("\n");
  for (const [index, line] of lines.entries()) {
    for (const { name, column, isTest } of usesIn(line)) {
      const known = found.get(name);
      const place = originalPositionFor(trace, { line: index + 1, column });
      const { file, line: at } = known ?? {
        file: (place.source ?? "").replace(/^.*node_modules\//s, ""),
        line: place.line ?? 0,
      };
      const uses = (known?.uses ?? 0) + (isTest ? 0 : 1);
      found.set(name, { name, file, line: at, uses, tested: isTest || known?.tested === true });
    }
  }
  return [...found.values()].filter(({ uses }) => uses > 0);
}

interface Use {
  readonly name: string;
  readonly column: number;
  readonly isTest: boolean;
}

function usesIn(line: string): readonly Use[] {
  const globals = [...line.matchAll(USE)].map((match) => ({
    name: match[2] ?? "",
    column: match.index + (match[1]?.length ?? 0),
    isTest: match[1] !== undefined,
  }));
  const requires = [...line.matchAll(REQUIRE)].map(({ index }) => ({
    name: "require",
    column: index,
    isTest: false,
  }));
  return [...globals, ...requires];
}

/** For the reader of the plugin. */
export function missingText({ name, file, line, uses, tested }: MissingGlobal): string {
  const more = uses > 1 ? ` and ${uses - 1} more` : "";
  const asks = tested ? "; in places it asks first whether it is there" : "";
  return `nothing in the sandbox has ${name}, which it uses (${file}:${line}${more}${asks})`;
}
