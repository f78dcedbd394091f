// Invariant 3 of SPEC section 4: an endless asynchronous loop ends within its limits.
import { attack, HURRY } from "./attack.js";

attack("an endless asynchronous loop ends within its limits", {
  source: `
for (;;) await null;
`,
  ends: "refused",
  limit: ["cpuLoadMs", "promiseJobs"],
  limits: HURRY,
});
