// Invariant 7 of SPEC section 4: an error with __proto__ among its own properties changes nothing on the host.
import { attack } from "./attack.js";

attack("an error with __proto__ among its own properties changes nothing on the host", {
  source: `
throw Object.assign(new Error("x"), JSON.parse('{"__proto__": {"code": "evil"}, "code": 7}'));
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
