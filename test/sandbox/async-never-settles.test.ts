// Invariant 3 of SPEC section 4: a promise that nothing can settle is found at once.
import { attack } from "./attack.js";

attack("a promise that nothing can settle is found at once", {
  source: `
await new Promise(() => {});
`,
  ends: "refused",
  code: ["INTERP_NEVER_SETTLES"],
});
