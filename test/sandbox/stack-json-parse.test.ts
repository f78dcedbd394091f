// Invariant 3 of SPEC section 4: parsing deeply nested JSON in the guest ends cleanly.
import { attack } from "./attack.js";

attack("parsing deeply nested JSON in the guest ends cleanly", {
  source: `
JSON.parse("[".repeat(100000) + "]".repeat(100000));
`,
  ends: "refused",
  code: ["INTERP_LIMIT", "INTERP_GUEST_ERROR"],
});
