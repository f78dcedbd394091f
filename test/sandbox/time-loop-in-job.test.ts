// Invariant 3 of SPEC section 4: an endless loop inside a promise job ends and is reported.
import { attack, HURRY } from "./attack.js";

attack("an endless loop inside a promise job ends and is reported", {
  source: `
Promise.resolve().then(() => { for (;;) {} });
Promise.resolve().then(() => { for (;;) {} });
`,
  ends: "refused",
  limit: ["cpuLoadMs"],
  limits: HURRY,
});
