// Invariant 1 of SPEC section 4: the specifier "/etc/passwd" leads nowhere, used or not.
import { attack } from "./attack.js";

attack('the specifier "/etc/passwd" leads nowhere, used or not', {
  source: `
import { x } from "/etc/passwd";
`,
  ends: "refused",
  code: ["INTERP_OUTSIDE_FOLDER"],
});
