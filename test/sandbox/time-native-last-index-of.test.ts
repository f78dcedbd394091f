// Invariant 4 of SPEC section 4: Array.prototype.lastIndexOf over a huge length is stopped.
import { attack, HURRY } from "./attack.js";

attack("Array.prototype.lastIndexOf over a huge length is stopped", {
  source: `
Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1);
`,
  ends: "either",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
