// Invariant 1 of SPEC section 4: the specifier "__proto__" leads nowhere, used or not.
import { attack } from "./attack.js";

attack('the specifier "__proto__" leads nowhere, used or not', {
  source: `
import { x } from "__proto__";
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT", "INTERP_MISSING_FILE"],
});
