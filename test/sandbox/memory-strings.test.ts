// Invariant 3 of SPEC section 4: strings that double for ever meet a limit.
import { attack } from "./attack.js";

attack("strings that double for ever meet a limit", {
  source: `
let s = "x";
const keep = [];
for (;;) { s += s; keep.push(s.toUpperCase()); }
`,
  ends: "refused",
  limit: ["memoryBytes", "cpuLoadMs"],
  code: ["INTERP_LIMIT", "INTERP_GUEST_ERROR"],
});
