// Invariant 3 of SPEC section 4: recursion that catches its own overflow ends.
import { attack, HURRY } from "./attack.js";

attack("recursion that catches its own overflow ends", {
  source: `
function f() { try { f(); } catch { f(); } }
f();
`,
  ends: "refused",
  limit: ["cpuLoadMs", "guestStackBytes"],
  limits: HURRY,
});
