// Invariant 3 of SPEC section 4: an endless loop in a function that the host calls ends within its limit.
import { attack, HURRY } from "./attack.js";

attack("an endless loop in a function that the host calls ends within its limit", {
  source: `
import { register } from "api";
register({ run: () => { for (;;) {} } });
`,
  ends: "refused",
  limit: ["cpuCallMs"],
  run: "sync",
  limits: HURRY,
});
