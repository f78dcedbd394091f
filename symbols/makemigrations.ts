import { fn, type SymbolModule, source } from "../src/interp/symbol-map.js";
import { operationTypes } from "../src/operation/index.js";
import { makemigrationsExports } from "./generate-makemigrations.js";
import { guestCode } from "./guest-code.js";

/**
 * What a migration imports: the same names as `src/index.ts`. Registrations are queued, each with
 * the place of its call; the loader of the files reads them from the load's posts.
 */
export const makemigrations: SymbolModule = source(guestCode("authoring", "makemigrations"), {
  doc: "The author's API: operations, register, ref, bytes, verbatim, noop.",
  exports: makemigrationsExports(operationTypes),
  host: { register: fn(() => undefined, { oneWay: true, callables: true }) },
});
