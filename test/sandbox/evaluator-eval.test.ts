// Invariant 1 of SPEC section 4: eval makes no code.
import { attack } from "./attack.js";

attack("eval makes no code", {
  source: `
const made = eval("1");
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
