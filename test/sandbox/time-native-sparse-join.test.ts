// Invariant 4 of SPEC section 4: joining a sparse array of four thousand million holes is stopped.
import { attack, HURRY } from "./attack.js";

attack("joining a sparse array of four thousand million holes is stopped", {
  source: `
new Array(2 ** 32 - 1).join();
`,
  ends: "either",
  code: ["INTERP_LIMIT", "INTERP_GUEST_ERROR"],
  limits: HURRY,
});
