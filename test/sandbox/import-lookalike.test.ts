// Invariant 1 of SPEC section 4: the specifier "\\u0430pi" leads nowhere, used or not.
import { attack } from "./attack.js";

attack('the specifier "\\\\u0430pi" leads nowhere, used or not', {
  source: `
import { x } from "\\u0430pi";
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT", "INTERP_MISSING_FILE"],
});
