// Invariant 1 of SPEC section 4: a forbidden re-export is refused.
import { attack } from "./attack.js";

attack("a forbidden re-export is refused", {
  source: `
export * from "node:fs";
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT"],
});
