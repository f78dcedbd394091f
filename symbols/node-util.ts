import { type SymbolModule, source } from "../src/interp/symbol-map.js";
import { guestCode } from "./guest-code.js";

/** The part of `node:util` that needs no system: pure JavaScript, evaluated inside the sandbox. */
export const nodeUtil: SymbolModule = source(
  guestCode("inspect-leaf", "inspect-columns", "inspect", "deep-equal", "node-util"),
  {
    doc: "Node's util module: text from values, and structural equality.",
    exports: ["default", "format", "inspect", "isDeepStrictEqual"],
  },
);
