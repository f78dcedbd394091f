// Invariant 3 of SPEC section 4: a deeply nested array as text ends cleanly.
import { attack } from "./attack.js";

attack("a deeply nested array as text ends cleanly", {
  source: `
let x: unknown[] = [];
for (let i = 0; i < 100000; i++) x = [x];
String(x);
`,
  ends: "refused",
  code: ["INTERP_LIMIT", "INTERP_GUEST_ERROR"],
});
