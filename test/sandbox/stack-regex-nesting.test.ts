// Invariant 3 of SPEC section 4: a deeply nested regular expression ends cleanly.
import { attack } from "./attack.js";

attack("a deeply nested regular expression ends cleanly", {
  source: `
new RegExp("(?:".repeat(50000) + ")".repeat(50000));
`,
  ends: "refused",
  code: ["INTERP_LIMIT", "INTERP_GUEST_ERROR"],
});
