// Invariant 3 of SPEC section 4: too many registrations name their limit.
import { attack } from "./attack.js";

attack("too many registrations name their limit", {
  source: `
import { register } from "api";
for (;;) { try { register({}); } catch {} }
`,
  ends: "refused",
  limit: ["posts"],
});
