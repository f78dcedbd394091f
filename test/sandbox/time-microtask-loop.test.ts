// Invariant 3 of SPEC section 4: a chain of microtasks ends within its limits.
import { attack, HURRY } from "./attack.js";

attack("a chain of microtasks ends within its limits", {
  source: `
const again = () => Promise.resolve().then(again);
again();
await new Promise(() => {});
`,
  ends: "refused",
  limit: ["cpuLoadMs", "promiseJobs", "memoryBytes"],
  limits: HURRY,
});
