import { type SymbolModule, source } from "../src/interp/symbol-map.js";
import { guestCode } from "./guest-code.js";

/** `node:path`, always the POSIX half: pure text, evaluated inside the sandbox. */
export const nodePath: SymbolModule = source(guestCode("node-path"), {
  doc: "Node's path module, the POSIX variant; there is no current folder.",
  exports: [
    "basename",
    "default",
    "delimiter",
    "dirname",
    "extname",
    "format",
    "isAbsolute",
    "join",
    "normalize",
    "parse",
    "posix",
    "relative",
    "resolve",
    "sep",
    "toNamespacedPath",
  ],
});
