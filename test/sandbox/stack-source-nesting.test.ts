// Invariant 3 of SPEC section 4: a deeply nested source ends cleanly.
import { attack } from "./attack.js";

attack("a deeply nested source ends cleanly", {
  source: `const x = ${"[".repeat(20_000)}${"]".repeat(20_000)};`,
  ends: "refused",
  code: ["INTERP_SYNTAX", "INTERP_LIMIT", "INTERP_GUEST_ERROR"],
});
