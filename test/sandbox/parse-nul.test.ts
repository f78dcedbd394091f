// Invariant 1 of SPEC section 4: a NUL character is refused, so that no checked source is cut short.
import { attack } from "./attack.js";

attack("a NUL character is refused, so that no checked source is cut short", {
  source: "const a = 1;\0 import 'node:fs';",
  ends: "refused",
  code: ["INTERP_SYNTAX"],
});
