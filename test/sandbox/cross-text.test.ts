// Invariant 2 of SPEC section 4: a value that is too large names its limit.
import { attack } from "./attack.js";

attack("a value that is too large names its limit", {
  source: `
import { register } from "api";
register("x".repeat(600000));
`,
  ends: "refused",
  limit: ["valueText"],
});
