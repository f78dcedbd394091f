// Invariant 1 of SPEC section 4: a forbidden import inside a type is refused.
import { attack } from "./attack.js";

attack("a forbidden import inside a type is refused", {
  source: `
type X = typeof import("node:fs");
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT"],
});
