// Invariant 3 of SPEC section 4: shapes without end meet the memory limit.
import { attack } from "./attack.js";

attack("shapes without end meet the memory limit", {
  source: `
for (let i = 0, all = []; ; i++) all.push({ ["k" + i]: i });
`,
  ends: "refused",
  limit: ["memoryBytes"],
});
