// Invariant 1 of SPEC section 4: the specifier "file:///etc/passwd" leads nowhere, used or not.
import { attack } from "./attack.js";

attack('the specifier "file:///etc/passwd" leads nowhere, used or not', {
  source: `
import { x } from "file:///etc/passwd";
`,
  ends: "refused",
  code: ["INTERP_OUTSIDE_FOLDER"],
});
