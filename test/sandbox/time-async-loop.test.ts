// Invariant 3 of SPEC section 4: an endless asynchronous loop ends within its limits.
import { attack } from "./attack.js";

attack("an endless asynchronous loop ends within its limits", {
  source: `
for (;;) await null;
`,
  ends: "refused",
  limit: ["cpuLoadMs", "promiseJobs"],
});
