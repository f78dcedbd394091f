// Invariant 4 of SPEC section 4: a loop of slow natives ends.
import { attack, HURRY } from "./attack.js";

attack("a loop of slow natives ends", {
  source: `
for (let i = 0; i < 1e9; i++) "ab".repeat(1e6).indexOf("c");
`,
  ends: "refused",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
