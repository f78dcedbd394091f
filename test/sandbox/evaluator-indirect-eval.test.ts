// Invariant 1 of SPEC section 4: indirect-eval makes no code.
import { attack } from "./attack.js";

attack("indirect-eval makes no code", {
  source: `
const made = (0, eval)("1");
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
