// Invariant 1 of SPEC section 4: the specifier "gen:host:1" leads nowhere, used or not.
import { attack } from "./attack.js";

attack('the specifier "gen:host:1" leads nowhere, used or not', {
  source: `
import { x } from "gen:host:1";
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT", "INTERP_MISSING_FILE"],
});
