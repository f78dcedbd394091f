// Invariant 1 of SPEC section 4: the specifier "../outside.ts" leads nowhere, used or not.
import { attack } from "./attack.js";

attack('the specifier "../outside.ts" leads nowhere, used or not', {
  source: `
import { x } from "../outside.ts";
`,
  ends: "refused",
  code: ["INTERP_OUTSIDE_FOLDER"],
});
