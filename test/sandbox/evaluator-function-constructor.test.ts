// Invariant 1 of SPEC section 4: function-constructor makes no code.
import { attack } from "./attack.js";

attack("function-constructor makes no code", {
  source: `
const made = (() => {}).constructor("return 1")();
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
