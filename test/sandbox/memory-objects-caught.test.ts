// Invariant 3 of SPEC section 4: the memory limit can not be caught.
import { attack } from "./attack.js";

attack("the memory limit can not be caught", {
  source: `
const all = [];
for (;;) { try { for (;;) all.push({ a: {} }); } catch {} }
`,
  ends: "refused",
  limit: ["memoryBytes"],
});
