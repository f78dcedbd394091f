// Invariant 3 of SPEC section 4: symbols without end meet a limit.
import { attack } from "./attack.js";

attack("symbols without end meet a limit", {
  source: `
const all = [];
for (let i = 0; ; i++) all.push(Symbol("s" + i));
`,
  ends: "refused",
  limit: ["memoryBytes"],
});
