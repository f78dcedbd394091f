// Invariant 3 of SPEC section 4: a map without end meets the memory limit.
import { attack } from "./attack.js";

attack("a map without end meets the memory limit", {
  source: `
const map = new Map();
for (let i = 0; ; i++) map.set({ i }, i);
`,
  ends: "refused",
  limit: ["memoryBytes"],
});
