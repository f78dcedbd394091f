// Invariant 1 of SPEC section 4: generator-constructor makes no code.
import { attack } from "./attack.js";

attack("generator-constructor makes no code", {
  source: `
const made = (function* () {}).constructor("yield 1")();
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
