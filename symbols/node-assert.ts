import { type SymbolModule, source } from "../src/interp/symbol-map.js";
import { guestCode } from "./guest-code.js";

/** `node:assert`: pure JavaScript, evaluated inside the sandbox. */
export const nodeAssert: SymbolModule = source(
  guestCode(
    "inspect-leaf",
    "inspect-columns",
    "inspect",
    "deep-equal",
    "assertion-error",
    "node-assert",
  ),
  {
    doc: "Node's assert module.",
    exports: [
      "AssertionError",
      "deepEqual",
      "deepStrictEqual",
      "default",
      "doesNotMatch",
      "doesNotReject",
      "doesNotThrow",
      "equal",
      "fail",
      "ifError",
      "match",
      "notDeepEqual",
      "notDeepStrictEqual",
      "notEqual",
      "notStrictEqual",
      "ok",
      "rejects",
      "strict",
      "strictEqual",
      "throws",
    ],
  },
);
