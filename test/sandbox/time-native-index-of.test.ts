// Invariant 4 of SPEC section 4: a native loop over an array-like is stopped from outside.
import { attack, HURRY } from "./attack.js";

attack("a native loop over an array-like is stopped from outside", {
  source: `
Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);
`,
  ends: "refused",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
