// Invariant 1 of SPEC section 4: async-constructor makes no code.
import { attack } from "./attack.js";

attack("async-constructor makes no code", {
  source: `
const made = (async () => {}).constructor("return 1")();
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
