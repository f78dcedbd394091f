import type { ResolveHook } from "node:module";

const PACKAGE = new URL("../../src/index.js", import.meta.url).href;

/** As if the package were installed where the files are. */
export const resolve: ResolveHook = async (specifier, context, next) =>
  specifier === "makemigrations"
    ? { url: PACKAGE, shortCircuit: true }
    : await next(specifier, context);
