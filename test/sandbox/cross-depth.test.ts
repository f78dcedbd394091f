// Invariant 2 of SPEC section 4: a value nested too deeply names its limit.
import { attack } from "./attack.js";

attack("a value nested too deeply names its limit", {
  source: `
import { register } from "api";
let x: unknown = 1;
for (let i = 0; i < 1000; i++) x = [x];
register(x);
`,
  ends: "refused",
  limit: ["valueDepth"],
});
