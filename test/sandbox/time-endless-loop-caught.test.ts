// Invariant 3 of SPEC section 4: a loop that catches everything can not outlive its limit.
import { attack, HURRY } from "./attack.js";

attack("a loop that catches everything can not outlive its limit", {
  source: `
for (;;) { try { for (;;) {} } catch {} finally { continue; } }
`,
  ends: "refused",
  limit: ["cpuLoadMs"],
  limits: HURRY,
});
