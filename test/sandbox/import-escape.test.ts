// Invariant 1 of SPEC section 4: a specifier with escapes is refused.
import { attack } from "./attack.js";

attack("a specifier with escapes is refused", {
  source: `
import { x } from "\\x6eode:fs";
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT"],
});
