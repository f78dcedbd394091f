// Invariant 3 of SPEC section 4: a fan-out of microtasks ends within its limits.
import { attack, HURRY } from "./attack.js";

attack("a fan-out of microtasks ends within its limits", {
  source: `
function fan() { for (let i = 0; i < 10; i++) Promise.resolve().then(fan); }
fan();
`,
  ends: "refused",
  limit: ["cpuLoadMs", "promiseJobs", "memoryBytes"],
  limits: HURRY,
});
