// Invariant 3 of SPEC section 4: a long chain of bound functions ends cleanly.
import { attack } from "./attack.js";

attack("a long chain of bound functions ends cleanly", {
  source: `
let f: any = () => 1;
for (let i = 0; i < 100000; i++) f = f.bind(null);
f();
`,
  ends: "either",
  code: ["INTERP_LIMIT", "INTERP_GUEST_ERROR"],
});
