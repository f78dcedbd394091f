// Invariant 3 of SPEC section 4: a backtracking regular expression ends within its CPU limit.
import { attack, HURRY } from "./attack.js";

attack("a backtracking regular expression ends within its CPU limit", {
  source: `
/^(a+)+$/.test("a".repeat(40) + "!");
`,
  ends: "refused",
  limit: ["cpuLoadMs"],
  limits: HURRY,
});
