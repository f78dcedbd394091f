// Invariant 3 of SPEC section 4: denied dynamic imports without end meet a limit.
import { attack, HURRY } from "./attack.js";

attack("denied dynamic imports without end meet a limit", {
  source: `
for (let i = 0; ; i++) { try { await import("x" + i); } catch {} }
`,
  ends: "refused",
  limit: ["cpuLoadMs", "promiseJobs", "memoryBytes"],
  limits: HURRY,
});
