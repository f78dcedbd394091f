import { type Bundle, bundlePackage, notPure } from "./bundle.js";
import { readDeclarations } from "./declarations.js";
import { ExtractError } from "./extract-error.js";
import { findPackage, type InstalledPackage } from "./installed-package.js";
import { sourcePlugin, symbolsPlugin } from "./plugin-source.js";
import { type Proposal, proposeExports } from "./proposal.js";
import { whyNotInside } from "./try-bundle.js";

export interface ExtractRequest {
  /** What migrations will import, `uuid` or `date-fns/format`. */
  readonly specifier: string;
  /** The project in which the package is installed. */
  readonly folder: string;
  /** `source`: the package is bundled and runs inside the sandbox. */
  readonly as: "symbols" | "source";
}

/** A plugin to be reviewed. `files` are relative to the folder it will live in. */
export interface ExtractedPlugin {
  readonly package: InstalledPackage;
  readonly proposals: readonly Proposal[];
  /** Whether the package could run inside the sandbox, and why not. */
  readonly pure: boolean;
  readonly pureReason: string | undefined;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/**
 * Reads the exports and the type declarations of an installed package and writes a plugin for it.
 * The package is imported to see what it exports: run this on packages you trust.
 *
 * @throws ExtractError EXTRACT_PACKAGE_MISSING, EXTRACT_IMPORT_FAILED, EXTRACT_NOT_PURE
 */
export async function extractPlugin(request: ExtractRequest): Promise<ExtractedPlugin> {
  const installed = await findPackage(request.specifier, request.folder);
  const namespace = await importPackage(installed);
  const proposals = proposeExports(namespace, await readDeclarations(installed.declarations));
  const exports = proposals.map((proposal) => proposal.name);
  const bundle = await tried(
    request.specifier,
    exports,
    await bundlePackage(installed, request.folder),
  );
  const pureReason = bundle.pure ? undefined : bundle.reason;
  const result = { package: installed, proposals, pure: bundle.pure, pureReason };
  if (request.as === "symbols") {
    const text = symbolsPlugin(installed, proposals, noteOn(request.specifier, pureReason));
    return { ...result, files: [{ name: "index.ts", text }] };
  }
  if (!bundle.pure) throw notPure(request.specifier, bundle.reason);
  const name = `${request.specifier.replace(/^@/, "").replaceAll("/", "-")}.bundle.js`;
  return {
    ...result,
    files: [
      { name: "index.ts", text: sourcePlugin(installed, exports, name) },
      { name, text: bundle.code },
    ],
  };
}

/** A bundle is pure only when the sandbox evaluates it: looking at its imports is not enough. */
async function tried(
  specifier: string,
  exports: readonly string[],
  bundle: Bundle,
): Promise<Bundle> {
  if (!bundle.pure) return bundle;
  const reason = await whyNotInside(specifier, { code: bundle.code, exports });
  return reason === undefined ? bundle : { pure: false, reason };
}

function noteOn(specifier: string, reason: string | undefined): string {
  return reason === undefined
    ? `The package is pure: \`mm symbols extract ${specifier} --source\` runs it inside the sandbox instead. It was evaluated there; what its functions do when they are called was not tried.`
    : `It cannot run inside the sandbox instead: ${reason}.`;
}

async function importPackage(
  installed: InstalledPackage,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(installed.url);
  } catch (cause) {
    throw new ExtractError({
      code: "EXTRACT_IMPORT_FAILED",
      message: `the package "${installed.specifier}" cannot be imported`,
      hint: "Import it in a file of your own first: what Node says there is the reason.",
      cause,
    });
  }
}
