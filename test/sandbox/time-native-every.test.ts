// Invariant 4 of SPEC section 4: Array.prototype.every over a huge length is stopped.
import { attack, HURRY } from "./attack.js";

attack("Array.prototype.every over a huge length is stopped", {
  source: `
Array.prototype.every.call({ length: 2 ** 53 - 1 }, () => true);
`,
  ends: "either",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
