// Invariant 3 of SPEC section 4: spreading an endless generator ends.
import { attack, HURRY } from "./attack.js";

attack("spreading an endless generator ends", {
  source: `
function* g() { for (;;) yield 1; }
[...g()];
`,
  ends: "refused",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
