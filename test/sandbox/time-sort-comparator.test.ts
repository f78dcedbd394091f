// Invariant 3 of SPEC section 4: an endless comparator ends within its CPU limit.
import { attack, HURRY } from "./attack.js";

attack("an endless comparator ends within its CPU limit", {
  source: `
[3, 2, 1].sort(() => { for (;;) {} });
`,
  ends: "refused",
  limit: ["cpuLoadMs"],
  limits: HURRY,
});
