// Invariant 3 of SPEC section 4: promises without end meet a limit.
import { attack } from "./attack.js";

attack("promises without end meet a limit", {
  source: `
const all = [];
for (;;) all.push(new Promise(() => {}));
`,
  ends: "refused",
  limit: ["memoryBytes", "cpuLoadMs"],
});
