import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isRecord } from "../text/record.js";
import { ExtractError } from "./load-tool.js";

/** A package as it is installed for one project. */
export interface InstalledPackage {
  readonly specifier: string;
  readonly name: string;
  readonly version: string;
  /** Where `import` of the specifier leads, a `file:` URL. */
  readonly url: string;
  /** Its type declarations, or those of `@types/...`; undefined = it ships none. */
  readonly declarations: string | undefined;
  /** The package of DefinitelyTyped that would describe it: `@types/...`. */
  readonly typesPackage: string;
}

interface PackageJson {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly types?: unknown;
  readonly typings?: unknown;
  readonly exports?: unknown;
}

/**
 * Finds a package the way a file of the project in `folder` would import it.
 *
 * @throws ExtractError EXTRACT_PACKAGE_MISSING when it is not installed there.
 */
export async function findPackage(specifier: string, folder: string): Promise<InstalledPackage> {
  const parent = pathToFileURL(join(folder, "package.json")).href;
  const { resolve } = await import("import-meta-resolve");
  let url: string;
  try {
    url = resolve(specifier, parent);
  } catch (cause) {
    throw notInstalled(specifier, folder, cause);
  }
  if (!url.startsWith("file:")) throw notInstalled(specifier, folder, undefined);
  const root = packageRoot(fileURLToPath(url));
  const json = readPackageJson(root);
  return {
    specifier,
    name: typeof json.name === "string" ? json.name : specifier,
    version: typeof json.version === "string" ? json.version : "unknown",
    url,
    declarations: findDeclarations({ specifier, folder, root, json, entry: fileURLToPath(url) }),
    typesPackage: typesName(specifier).name,
  };
}

interface Search {
  readonly specifier: string;
  readonly folder: string;
  readonly root: string;
  readonly json: PackageJson;
  readonly entry: string;
}

function findDeclarations(search: Search): string | undefined {
  const beside = search.entry.replace(/\.([cm]?)js$/, ".d.$1ts");
  const named = [search.json.types, search.json.typings].find((path) => typeof path === "string");
  const candidates = [
    typesCondition(search.json.exports),
    named === undefined ? undefined : String(named),
  ].flatMap((path) => (path === undefined ? [] : [join(search.root, path)]));
  const isRoot = search.specifier === search.json.name;
  const own = [...(isRoot ? candidates : []), beside, join(search.root, "index.d.ts")];
  return own.find((path) => path.includes(".d.") && existsSync(path)) ?? typesPackage(search);
}

/** `exports["."]`, the `types` condition wherever it stands, `import` before `require`. */
function typesCondition(exports: unknown): string | undefined {
  if (!isRecord(exports)) return undefined;
  return firstTypes(
    exports["."] ?? (Object.keys(exports)[0]?.startsWith(".") ? undefined : exports),
  );
}

function firstTypes(entry: unknown): string | undefined {
  if (!isRecord(entry)) return undefined;
  if (typeof entry.types === "string") return entry.types;
  for (const name of ["node", "import", "module", "default", "require"]) {
    const found = firstTypes(entry[name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** DefinitelyTyped: `@scope/name/sub` is the file `sub.d.ts` of `@types/scope__name`. */
function typesName(specifier: string): { readonly name: string; readonly file: string } {
  const [first = "", second = "", ...rest] = specifier.split("/");
  const scoped = first.startsWith("@");
  return {
    name: `@types/${scoped ? `${first.slice(1)}__${second}` : first}`,
    file: (scoped ? rest : [second, ...rest]).join("/"),
  };
}

function typesPackage(search: Search): string | undefined {
  const { name, file } = typesName(search.specifier);
  try {
    const require = createRequire(join(search.folder, "package.json"));
    const json = require.resolve(`${name}/package.json`);
    const { types } = readPackageJson(dirname(json));
    const main = typeof types === "string" ? types : "index.d.ts";
    const sub = file.replace(/\.[cm]?js$/, "");
    const files = file === "" ? [main] : [`${sub}.d.ts`, `${sub}/index.d.ts`];
    return files.map((path) => join(dirname(json), path)).find((path) => existsSync(path));
  } catch {
    // No such package: the report says that the exports have no declarations.
    return undefined;
  }
}

function packageRoot(file: string): string {
  let folder = dirname(file);
  while (folder !== dirname(folder)) {
    // A nested package.json without a name only says "module" or "commonjs".
    if (typeof readPackageJson(folder).name === "string") return folder;
    folder = dirname(folder);
  }
  return dirname(file);
}

function readPackageJson(folder: string): PackageJson {
  try {
    const json: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return isRecord(json) ? json : {};
  } catch {
    return {};
  }
}

function notInstalled(specifier: string, folder: string, cause: unknown): ExtractError {
  return new ExtractError({
    code: "EXTRACT_PACKAGE_MISSING",
    message: `the package "${specifier}" is not installed for "${folder}"`,
    hint: `Install it first, for example with npm install ${specifier}, and run the command in that project.`,
    cause,
  });
}
