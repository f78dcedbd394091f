// Invariant 1 of SPEC section 4: a namespace block, which the type stripper would drop, is refused.
import { attack } from "./attack.js";

attack("a namespace block, which the type stripper would drop, is refused", {
  source: `
namespace Hidden { export const a = 1; }
`,
  ends: "refused",
  code: ["INTERP_UNSUPPORTED_SYNTAX"],
});
