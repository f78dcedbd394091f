// Invariant 1 of SPEC section 4: the specifier "./%2e%2e/outside.ts" leads nowhere, used or not.
import { attack } from "./attack.js";

attack('the specifier "./%2e%2e/outside.ts" leads nowhere, used or not', {
  source: `
import { x } from "./%2e%2e/outside.ts";
`,
  ends: "refused",
  code: ["INTERP_OUTSIDE_FOLDER"],
});
