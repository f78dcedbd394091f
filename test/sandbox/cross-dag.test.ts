// Invariant 2 of SPEC section 4: an exponential graph names its limit.
import { attack } from "./attack.js";

attack("an exponential graph names its limit", {
  source: `
import { register } from "api";
let x: unknown = 1;
for (let i = 0; i < 40; i++) x = [x, x];
register(x);
`,
  ends: "refused",
  limit: ["valueNodes"],
});
