// Invariant 3 of SPEC section 4: a spreadable thing of huge length is stopped.
import { attack, HURRY } from "./attack.js";

attack("a spreadable thing of huge length is stopped", {
  source: `
const huge = { length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true };
for (;;) { try { [].concat(huge); } catch {} }
`,
  ends: "refused",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
