// Invariant 3 of SPEC section 4: one huge allocation is refused.
import { attack } from "./attack.js";

attack("one huge allocation is refused", {
  source: `
"x".repeat(2 ** 29);
`,
  ends: "refused",
  code: ["INTERP_LIMIT", "INTERP_GUEST_ERROR"],
});
