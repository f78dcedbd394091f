// Invariant 5 of SPEC section 4: a file that is run on its own can not be imported by another.
import { attack } from "./attack.js";

attack("a file that is run on its own can not be imported by another", {
  files: { "0001_a.ts": "export const a = 1;", "0002_b.ts": 'import { a } from "./0001_a.ts"; a;' },
  ends: "refused",
  code: ["INTERP_ENTRY_IMPORT"],
});
