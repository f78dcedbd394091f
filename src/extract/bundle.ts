import type { BuildOptions } from "esbuild";
import { MigrationError } from "../errors.js";
import { InterpError } from "../interp/interp-error.js";
import { Interpreter } from "../interp/interpreter.js";
import { defaultLimits, type Profile } from "../interp/limits.js";
import { fn, type SymbolModule, source } from "../interp/symbol-map.js";
import type { InstalledPackage } from "./installed-package.js";
import { ExtractError, loadTool } from "./load-tool.js";

/** A hang ends here; how long a package takes on a busy machine says nothing about it. */
const PATIENCE_MS = 120_000;

/** The limits that a busy machine reaches sooner than an idle one. */
const TIMES: ReadonlySet<string | undefined> = new Set(["cpuLoadMs", "loadMs", "killGraceMs"]);

/** What a bundled package gets for the global object: everything of the real one, and its own. */
const GLOBAL = "packageGlobal";

/** A package as one module of plain JavaScript, or why it cannot be one. */
export type Bundle =
  | { readonly pure: true; readonly code: string }
  | { readonly pure: false; readonly reason: string };

/** What is bundled: a package, the names that it exports, and the project it is installed in. */
export interface BundleRequest {
  readonly installed: InstalledPackage;
  readonly exports: readonly string[];
  readonly folder: string;
}

/**
 * Bundles a package for the sandbox: everything it imports inlined, nothing of Node left. A package
 * that needs Node is not pure, and the reason names what it needs.
 */
export async function bundlePackage(request: BundleRequest): Promise<Bundle> {
  const { build } = await loadTool("esbuild", () => import("esbuild"));
  try {
    const result = await build({ ...bundleOptions(request), write: false });
    return { pure: true, code: result.outputFiles?.[0]?.text ?? "" };
  } catch (cause) {
    return { pure: false, reason: reasonOf(cause) };
  }
}

/** How a package is bundled; `define` replaces names that nothing in it declares. */
export function bundleOptions(
  { installed, exports, folder }: BundleRequest,
  define: Readonly<Record<string, string>> = {},
): BuildOptions {
  return {
    stdin: {
      contents: entryFor(installed, exports),
      resolveDir: folder,
      loader: "js",
      // As a file of this name would: the default of a CommonJS package is what Node makes of it.
      sourcefile: "entry.mjs",
    },
    bundle: true,
    format: "esm",
    target: "es2023",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import", "default"],
    logLevel: "silent",
    legalComments: "inline",
    // Packages look for the global object and some leave things on it; the real one is frozen.
    banner: { js: `const ${GLOBAL} = Object.create(globalThis);` },
    define: { ...define, global: GLOBAL, globalThis: GLOBAL, self: GLOBAL, window: GLOBAL },
  };
}

/** @throws ExtractError EXTRACT_NOT_PURE */
export function notPure(specifier: string, reason: string): ExtractError {
  return new ExtractError({
    code: "EXTRACT_NOT_PURE",
    message: `the package "${specifier}" cannot run inside the sandbox: ${reason}`,
    hint: "Leave --source away to get host functions for its exports, each a copy in and a copy out.",
  });
}

/** @throws ExtractError EXTRACT_NOT_TRIED */
export function notTried(specifier: string): ExtractError {
  return new ExtractError({
    code: "EXTRACT_NOT_TRIED",
    message: `whether the package "${specifier}" can run inside the sandbox was not found out in time`,
    hint: "Run again when the machine has less to do; nothing was written.",
  });
}

/** Name by name: `export *` of a CommonJS package exports nothing. */
function entryFor(installed: InstalledPackage, exports: readonly string[]): string {
  const names = exports.map((name) => JSON.stringify(name)).join(", ");
  return `export { ${names} } from ${JSON.stringify(installed.specifier)};\n`;
}

interface BuildFailure {
  readonly errors: readonly { readonly text: string }[];
}

function reasonOf(cause: unknown): string {
  const failure = cause as Partial<BuildFailure>;
  const needs = (failure.errors ?? []).flatMap(
    ({ text }) => /Could not resolve "([^"]+)"/.exec(text)?.[1] ?? [],
  );
  if (needs.length > 0) return `it needs ${[...new Set(needs)].sort().join(", ")}`;
  return failure.errors?.[0]?.text ?? "it cannot be bundled";
}

/** A bundle, the names whose values it must have, and what the map adds to the global object. */
interface BundleTrial {
  readonly specifier: string;
  readonly code: string;
  readonly exports: readonly string[];
  readonly globals: SymbolModule | undefined;
  /** Milliseconds after which the trial is given up. */
  readonly patienceMs?: number;
}

interface TrialResult {
  /** Why it fails; undefined = it works, or was not tried to its end. */
  readonly failure: string | undefined;
  /** It was given up before it came to an end, which is no verdict. */
  readonly untried: boolean;
  /** The names of the sandbox's global object. */
  readonly globals: ReadonlySet<string>;
}

/**
 * Evaluates a bundled package inside the sandbox, as a migration that imports it would, and looks
 * at every export once. What the package does when its functions are called cannot be known from
 * here.
 */
export async function tryBundle(trial: BundleTrial, profile: Profile): Promise<TrialResult> {
  const { specifier, code, exports, globals, patienceMs = PATIENCE_MS } = trial;
  const names: string[] = [];
  const tell = fn((given: readonly string[]) => {
    names.push(...given);
  });
  const interpreter = new Interpreter({
    profile,
    limits: { ...defaultLimits(profile), loadMs: patienceMs, cpuLoadMs: patienceMs },
  });
  try {
    if (globals !== undefined) interpreter.use({ globalThis: globals });
    interpreter.use({ [specifier]: source(code, { exports }), "mm-trial": { tell } });
    const files = [
      {
        path: "1.js",
        text: 'import { tell } from "mm-trial";\ntell(Object.getOwnPropertyNames(globalThis));\n',
      },
      {
        path: "2.js",
        text: `import * as all from ${JSON.stringify(specifier)};
const missing = ${JSON.stringify(exports)}.filter((name) => all[name] === undefined);
if (missing.length > 0) throw new Error("it has no export " + missing.join(", "));
`,
      },
    ];
    await interpreter.load(files, { entries: ["1.js", "2.js"] });
    return { failure: undefined, untried: false, globals: new Set(names) };
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    const untried = error instanceof InterpError && TIMES.has(error.limit);
    const failure = untried ? undefined : `it fails there: ${error.message}`;
    return { failure, untried, globals: new Set(names) };
  } finally {
    await interpreter.dispose();
  }
}
