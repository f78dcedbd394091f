// Invariant 3 of SPEC section 4: closures without end meet the memory limit.
import { attack } from "./attack.js";

attack("closures without end meet the memory limit", {
  source: `
let f = () => 0;
for (;;) { const g = f; f = () => g(); }
`,
  ends: "refused",
  limit: ["memoryBytes"],
});
