// Invariant 4 of SPEC section 4: an exponential parse of generics is stopped from outside.
import { attack, HURRY } from "./attack.js";

attack("an exponential parse of generics is stopped from outside", {
  source: `const x = ${"<T>(".repeat(30)}1${")".repeat(30)};`,
  ends: "refused",
  code: ["INTERP_LIMIT", "INTERP_SYNTAX"],
  limits: HURRY,
});
