// Invariant 3 of SPEC section 4: logging an exponential graph is bounded.
import { attack, HURRY } from "./attack.js";

attack("logging an exponential graph is bounded", {
  source: `
let x: unknown = 1;
for (let i = 0; i < 40; i++) x = Array.from({ length: 50 }, () => x);
console.log(x);
`,
  ends: "either",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
