// Invariant 4 of SPEC section 4: writing an exponential graph as JSON is stopped.
import { attack, HURRY } from "./attack.js";

attack("writing an exponential graph as JSON is stopped", {
  source: `
let x: unknown = 1;
for (let i = 0; i < 60; i++) x = [x, x];
JSON.stringify(x);
`,
  ends: "refused",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
