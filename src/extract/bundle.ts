import type { BuildOptions } from "esbuild";
import { ExtractError } from "./extract-error.js";
import type { InstalledPackage } from "./installed-package.js";
import { loadTool } from "./load-tool.js";

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
