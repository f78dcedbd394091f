import { readFile } from "node:fs/promises";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { transform } from "sucrase";

const PACKAGE = new URL("../../src/index.js", import.meta.url).href;
const TWINS = [
  [/\.js(?=$|\?)/, ".ts"],
  [/\.mjs(?=$|\?)/, ".mts"],
] as const;

/** What `tsx` and a bundler do between them: the package, TypeScript and text imports. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  if (specifier === "makemigrations") return { url: PACKAGE, shortCircuit: true };
  const type = context.importAttributes.type;
  try {
    const found = await next(specifier, { ...context, importAttributes: {} });
    return type === undefined ? found : data(found.url, type);
  } catch (error) {
    for (const [written, actual] of TWINS) {
      if (!written.test(specifier)) continue;
      return await next(specifier.replace(written, actual), context);
    }
    throw error;
  }
};

export const load: LoadHook = async (url, context, next) => {
  const as = new URL(url).searchParams.get("as");
  if (as !== null) {
    const text = await readFile(fileURLToPath(url), "utf8");
    const source = `export default ${as === "json" ? text : JSON.stringify(text)};`;
    return { format: "module", source, shortCircuit: true };
  }
  if (!/\.m?ts(?:\?|$)/.test(url)) return await next(url, context);
  const { code } = transform(await readFile(fileURLToPath(url), "utf8"), {
    transforms: ["typescript"],
    disableESTransforms: true,
    preserveDynamicImport: true,
  });
  return { format: "module", source: code, shortCircuit: true };
};

function data(url: string, type: string) {
  return { url: `${url}?as=${type}`, importAttributes: {}, shortCircuit: true };
}
