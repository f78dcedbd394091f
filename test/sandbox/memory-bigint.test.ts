// Invariant 3 of SPEC section 4: a bigint that doubles for ever meets a limit.
import { attack } from "./attack.js";

attack("a bigint that doubles for ever meets a limit", {
  source: `
let n = 3n;
for (;;) n *= n;
`,
  ends: "refused",
  code: ["INTERP_LIMIT", "INTERP_GUEST_ERROR"],
});
