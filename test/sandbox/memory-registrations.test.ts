// Invariant 3 of SPEC section 4: what is registered fills no memory of the main thread.
import { attack } from "./attack.js";

attack("registrations that are handed over one by one are limited all together", {
  source: `
import { register, echo } from "api";
const text = "x".repeat(200_000);
for (let i = 0; i < 15; i++) { register(text); echo(i); }
`,
  ends: "refused",
  code: ["INTERP_LIMIT"],
  limit: ["valueText"],
});
