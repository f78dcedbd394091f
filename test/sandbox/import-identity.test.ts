// Invariant 1 of SPEC section 4: the specifier "mig:0" leads nowhere, used or not.
import { attack } from "./attack.js";

attack('the specifier "mig:0" leads nowhere, used or not', {
  source: `
import { x } from "mig:0";
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT", "INTERP_MISSING_FILE"],
});
