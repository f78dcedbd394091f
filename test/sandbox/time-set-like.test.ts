// Invariant 3 of SPEC section 4: a set-like that feeds the set it is united with is stopped.
import { attack, HURRY } from "./attack.js";

attack("a set-like that feeds the set it is united with is stopped", {
  source: `
const set = new Set([1, 2, 3]);
const feeding = {
  size: 3,
  has() { set.clear(); return true; },
  keys() {
    let at = 0;
    return { next() { set.clear(); for (let i = 0; i < 50; i++) set.add(at + i); return { done: false, value: at++ }; } };
  },
};
set.isSupersetOf({ ...feeding, has: () => true });
set.union(feeding);
`,
  ends: "refused",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
