import { ExtractError } from "./extract-error.js";
import type { InstalledPackage } from "./installed-package.js";

/** What a bundled package gets for the global object: everything of the real one, and its own. */
const GLOBAL = "packageGlobal";

/** A package as one module of plain JavaScript, or why it cannot be one. */
export type Bundle =
  | { readonly pure: true; readonly code: string }
  | { readonly pure: false; readonly reason: string };

/**
 * Bundles a package for the sandbox: everything it imports inlined, nothing of Node left. A package
 * that needs Node is not pure, and the reason names what it needs.
 */
export async function bundlePackage(installed: InstalledPackage, folder: string): Promise<Bundle> {
  const { build } = await import("esbuild");
  try {
    const result = await build({
      stdin: { contents: entryFor(installed), resolveDir: folder, loader: "js" },
      bundle: true,
      write: false,
      format: "esm",
      target: "es2023",
      platform: "neutral",
      mainFields: ["module", "main"],
      conditions: ["import", "default"],
      logLevel: "silent",
      legalComments: "inline",
      // Packages look for the global object and some leave things on it; the real one is frozen.
      banner: { js: `const ${GLOBAL} = Object.create(globalThis);` },
      define: { global: GLOBAL, globalThis: GLOBAL, self: GLOBAL, window: GLOBAL },
    });
    const code = result.outputFiles[0]?.text ?? "";
    return code.includes("Dynamic require of")
      ? { pure: false, reason: "it requires modules while it runs" }
      : { pure: true, code };
  } catch (cause) {
    return { pure: false, reason: reasonOf(cause) };
  }
}

/** @throws ExtractError EXTRACT_NOT_PURE */
export function notPure(specifier: string, reason: string): ExtractError {
  return new ExtractError({
    code: "EXTRACT_NOT_PURE",
    message: `the package "${specifier}" cannot run inside the sandbox: ${reason}`,
    hint: "Leave --source away to get host functions for its exports, each a copy in and a copy out.",
  });
}

function entryFor(installed: InstalledPackage): string {
  const from = JSON.stringify(installed.specifier);
  return `export * from ${from};\nimport * as all from ${from};\nexport default all.default;\n`;
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
