// Invariant 3 of SPEC section 4: a map that grows in its own forEach is stopped.
import { attack, HURRY } from "./attack.js";

attack("a map that grows in its own forEach is stopped", {
  source: `
const map = new Map([[0, 0]]);
map.forEach((_value, key) => { map.delete(key); map.set(key + 1, key); });
`,
  ends: "refused",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
