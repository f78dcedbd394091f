// Invariant 3 of SPEC section 4: an error that calls itself a limit is an ordinary error.
import { attack } from "./attack.js";

attack("an error that calls itself a limit is an ordinary error", {
  source: `
throw Object.assign(new Error("x"), { name: "Trap", limit: "cpuLoadMs", code: "INTERP_LIMIT", kind: "stack" });
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
