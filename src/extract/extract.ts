import type { SymbolModule } from "../interp/symbol-map.js";
import { type BundleRequest, bundlePackage, notPure, notTried, tryBundle } from "./bundle.js";
import { readDeclarations } from "./declarations.js";
import { findPackage, type InstalledPackage } from "./installed-package.js";
import { ExtractError } from "./load-tool.js";
import { type MissingGlobal, missingGlobals, missingText } from "./missing-globals.js";
import { sourcePlugin, symbolsPlugin } from "./plugin-source.js";
import { type Proposal, proposeExports } from "./proposal.js";

export interface ExtractRequest {
  /** What migrations will import, `uuid` or `date-fns/format`. */
  readonly specifier: string;
  /** The project in which the package is installed. */
  readonly folder: string;
  /** `source`: the package is bundled and runs inside the sandbox. */
  readonly as: "symbols" | "source";
  /** What the symbol map adds to the global object of the sandbox. */
  readonly globals?: SymbolModule | undefined;
}

/** A plugin to be reviewed. `files` are relative to the folder it will live in. */
export interface ExtractedPlugin extends Inside {
  readonly package: InstalledPackage;
  /** What the plugin offers of each export. */
  readonly proposals: readonly Proposal[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** How the package does inside the sandbox. */
interface Inside {
  /** Whether the package could run there, and why not. */
  readonly pure: boolean;
  readonly pureReason: string | undefined;
  /** The machine was too slow to find out: neither pure nor refused. */
  readonly untried: boolean;
  /** Why it does not run in the locked profile, though it does in the open one. */
  readonly lockedReason: string | undefined;
  readonly missing: readonly MissingGlobal[];
  /** Whether its code makes proxies, which do not agree with objects that are frozen later. */
  readonly proxies: boolean;
}

/**
 * Reads the exports and the type declarations of an installed package and writes a plugin for it.
 * The package is imported to see what it exports: run this on packages you trust.
 *
 * @throws ExtractError EXTRACT_PACKAGE_MISSING, EXTRACT_IMPORT_FAILED, EXTRACT_NOT_PURE,
 *   EXTRACT_NOT_TRIED
 */
export async function extractPlugin(request: ExtractRequest): Promise<ExtractedPlugin> {
  const { specifier, folder } = request;
  const installed = await findPackage(specifier, folder);
  const namespace = await importPackage(installed);
  const proposals = proposeExports(namespace, await readDeclarations(installed.declarations));
  const exports = proposals.map(({ name }) => name).filter((name) => name !== "__proto__");
  const defined = exports.filter((name) => namespace[name] !== undefined);
  const { code, ...inside } = await insideOf({ installed, exports, folder }, defined, request);
  const result = { package: installed, proposals, ...inside };
  const notes = notesOn(installed, inside);
  if (request.as === "symbols") {
    const text = symbolsPlugin(installed, proposals, notes);
    return { ...result, files: [{ name: "index.ts", text }] };
  }
  if (inside.untried) throw notTried(specifier);
  if (!inside.pure) throw notPure(specifier, inside.pureReason ?? "it cannot be bundled");
  const name = `${specifier.replace(/^@/, "").replaceAll("/", "-")}.bundle.js`;
  return {
    ...result,
    proposals: proposals.map((proposal) =>
      proposal.name === "__proto__" ? proposal : { ...proposal, action: { kind: "source" } },
    ),
    files: [
      { name: "index.ts", text: sourcePlugin(installed, { exports, bundle: name, notes }) },
      { name, text: code },
    ],
  };
}

/** A bundle is pure only when the sandbox evaluates it: looking at its imports is not enough. */
async function insideOf(
  bundling: BundleRequest,
  exports: readonly string[],
  { specifier, globals }: ExtractRequest,
): Promise<Inside & { readonly code: string }> {
  const none = {
    code: "",
    pure: false,
    lockedReason: undefined,
    untried: false,
    missing: [],
    proxies: false,
  };
  const bundle = await bundlePackage(bundling);
  if (!bundle.pure) return { ...none, pureReason: bundle.reason };
  const trial = { specifier, code: bundle.code, exports, globals };
  const open = await tryBundle(trial, "open");
  if (open.untried) return { ...none, pureReason: undefined, untried: true };
  if (open.failure !== undefined) return { ...none, pureReason: open.failure };
  const locked = await tryBundle(trial, "locked");
  return {
    code: bundle.code,
    pure: true,
    pureReason: undefined,
    untried: false,
    lockedReason: locked.untried ? "it could not be tried there in time" : locked.failure,
    missing: await missingGlobals(bundling, open.globals),
    proxies: /\bnew Proxy\(/.test(bundle.code),
  };
}

/** What a reader of the plugin, and of the report, should know of the package as a whole. */
export function notesOn(installed: InstalledPackage, inside: Inside): readonly string[] {
  const { pure, pureReason, lockedReason, untried, missing } = inside;
  const types =
    installed.declarations === undefined
      ? [
          `The package has no type declarations, so no function of it can be judged. There may be some: npm install --save-dev ${installed.typesPackage}.`,
        ]
      : [];
  if (untried)
    return [...types, "Whether it can run inside the sandbox was not found out in time."];
  if (!pure) return [...types, `It cannot run inside the sandbox: ${pureReason}.`];
  const locked =
    lockedReason === undefined
      ? []
      : [`Not in the locked profile (check, plan, --locked): ${lockedReason}.`];
  const lacking = missing.map((global) => `Calls may fail there: ${missingText(global)}.`);
  const proxies = inside.proxies
    ? [
        "It makes proxies: what a package made while it was evaluated is frozen afterwards, and a proxy that gives something else than the frozen object has fails when it is asked (as most of @faker-js/faker does).",
      ]
    : [];
  return [
    ...types,
    "It can run inside the sandbox (--source). It was evaluated there; what its functions do when they are called was not tried.",
    ...locked,
    ...lacking,
    ...proxies,
  ];
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
