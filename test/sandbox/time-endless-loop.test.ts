// Invariant 3 of SPEC section 4: an endless loop ends within its CPU limit.
import { attack, HURRY } from "./attack.js";

attack("an endless loop ends within its CPU limit", {
  source: `
for (;;) {}
`,
  ends: "refused",
  limit: ["cpuLoadMs"],
  limits: HURRY,
});
