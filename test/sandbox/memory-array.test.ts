// Invariant 3 of SPEC section 4: a huge array is refused.
import { attack } from "./attack.js";

attack("a huge array is refused", {
  source: `
new Array(1e8).fill(0);
`,
  ends: "refused",
  code: ["INTERP_LIMIT"],
});
