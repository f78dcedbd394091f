// Invariant 1 of SPEC section 4: async-generator-constructor makes no code.
import { attack } from "./attack.js";

attack("async-generator-constructor makes no code", {
  source: `
const made = (async function* () {}).constructor("yield 1")();
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
