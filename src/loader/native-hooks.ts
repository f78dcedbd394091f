import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { InitializeHook, LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { filesFor, isCode, isRelative, loadSucrase } from "../interp/source-rules.js";

/** What {@link initialize} is given. */
export interface NativeScope {
  /** URL of a folder with a slash at its end; undefined = every file that belongs to no package. */
  readonly directory: string | undefined;
}

/** Marks the URL of a data file, so that `load` knows what is asked of it. */
const MARK = "makemigrations";
/** Files that are neither text nor JSON, whatever the sandbox would make of them. */
const OF_NODE = /\.(?:[cm]?[jt]sx?|json|node|wasm)$/;

let scope: NativeScope = { directory: undefined };

/** Hooks of Node.js for modules; they run in a thread of their own. */
export const initialize: InitializeHook<NativeScope | undefined> = (given) => {
  if (given !== undefined) scope = given;
};

/**
 * Finds what the sandbox finds: a file without its extension, a `.ts` by the name of its output,
 * and data, by the attribute of the import or by the extension.
 */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const { parentURL, importAttributes } = context;
  if (parentURL === undefined || !isRelative(specifier) || !isOurs(parentURL)) {
    return await next(specifier, context);
  }
  const url = fileOf(new URL(specifier, parentURL));
  const type = url === undefined ? undefined : typeOf(url.pathname, importAttributes.type);
  if (url === undefined || type === undefined) return await next(specifier, context);
  // Node would refuse the attribute `text`; the mark has it from here.
  if (type === "code") return await next(url.href, { ...context, importAttributes: {} });
  url.searchParams.set(MARK, type);
  return { url: url.href, format: "module", importAttributes: {}, shortCircuit: true };
};

/** Data becomes a module; TypeScript loses its types exactly as it does in the sandbox. */
export const load: LoadHook = async (url, context, next) => {
  const { protocol, pathname, searchParams } = new URL(url);
  const mark = searchParams.get(MARK);
  const isTypeScript = /\.m?ts$/.test(pathname) && isOurs(url);
  if (protocol !== "file:" || (mark === null && !isTypeScript)) return await next(url, context);
  const text = (await readFile(fileURLToPath(url), "utf8")).replace(/^\uFEFF/, "");
  const source = mark === null ? loadSucrase().strip(text).code : dataModule(text, mark);
  return { format: "module", source, shortCircuit: true };
};

function dataModule(text: string, type: string): string {
  const literal = JSON.stringify(text);
  return `export default ${type === "json" ? `JSON.parse(${literal})` : literal};`;
}

function isOurs(url: string): boolean {
  if (!url.startsWith("file:") || url.includes("/node_modules/")) return false;
  return scope.directory === undefined || url.startsWith(scope.directory);
}

function fileOf(url: URL): URL | undefined {
  for (const path of filesFor(url.pathname)) {
    const candidate = new URL(url);
    candidate.pathname = path;
    const found = statSync(fileURLToPath(candidate), { throwIfNoEntry: false });
    if (found?.isFile() === true) return candidate;
  }
  return undefined;
}

/** undefined: Node knows best. */
function typeOf(path: string, attribute: string | undefined): string | undefined {
  if (attribute === "json" || attribute === "text") return attribute;
  if (attribute !== undefined) return undefined;
  if (isCode(path)) return "code";
  if (path.endsWith(".json")) return "json";
  return OF_NODE.test(path) ? undefined : "text";
}
