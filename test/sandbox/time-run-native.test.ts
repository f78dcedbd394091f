// Invariant 4 of SPEC section 4: a native loop in a synchronous call is stopped from outside.
import { attack, HURRY } from "./attack.js";

attack("a native loop in a synchronous call is stopped from outside", {
  source: `
import { register } from "api";
register({ run: () => [].indexOf.call({ length: 2 ** 53 - 1 }, 1) });
`,
  ends: "refused",
  limit: ["cpuCallMs", "memoryBytes"],
  run: "sync",
  limits: HURRY,
});
