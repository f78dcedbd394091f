// Invariant 3 of SPEC section 4: objects without end meet the memory limit.
import { attack } from "./attack.js";

attack("objects without end meet the memory limit", {
  source: `
const all = [];
for (;;) all.push({ a: 1, b: [1] });
`,
  ends: "refused",
  limit: ["memoryBytes"],
});
