// Invariant 3 of SPEC section 4: an endless getter is refused, not run, when its object crosses.
import { attack } from "./attack.js";

attack("an endless getter is refused, not run, when its object crosses", {
  source: `
import { register } from "api";
register({ get name() { for (;;) {} } });
`,
  ends: "refused",
  code: ["INTERP_VALUE"],
});
