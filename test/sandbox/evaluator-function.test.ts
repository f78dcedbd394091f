// Invariant 1 of SPEC section 4: function makes no code.
import { attack } from "./attack.js";

attack("function makes no code", {
  source: `
const made = new Function("return 1")();
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
