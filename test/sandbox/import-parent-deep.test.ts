// Invariant 1 of SPEC section 4: the specifier "./lib/../../outside.ts" leads nowhere, used or not.
import { attack } from "./attack.js";

attack('the specifier "./lib/../../outside.ts" leads nowhere, used or not', {
  source: `
import { x } from "./lib/../../outside.ts";
`,
  ends: "refused",
  code: ["INTERP_OUTSIDE_FOLDER"],
});
