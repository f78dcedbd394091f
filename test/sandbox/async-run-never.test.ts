// Invariant 3 of SPEC section 4: a run function whose promise can never settle is found at once.
import { attack } from "./attack.js";

attack("a run function whose promise can never settle is found at once", {
  source: `
import { register } from "api";
register({ run: () => new Promise(() => {}) });
`,
  ends: "refused",
  code: ["INTERP_NEVER_SETTLES"],
  run: "async",
});
