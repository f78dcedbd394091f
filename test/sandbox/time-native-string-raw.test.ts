// Invariant 4 of SPEC section 4: String.raw over a huge length is stopped.
import { attack, HURRY } from "./attack.js";

attack("String.raw over a huge length is stopped", {
  source: `
String.raw({ raw: { length: 2 ** 53 - 1 } });
`,
  ends: "either",
  limit: ["cpuLoadMs", "memoryBytes"],
  limits: HURRY,
});
