// Invariant 3 of SPEC section 4: endless recursion names the stack limit.
import { attack } from "./attack.js";

attack("endless recursion names the stack limit", {
  source: `
function f() { return f() + 1; }
f();
`,
  ends: "refused",
  limit: ["guestStackBytes"],
});
