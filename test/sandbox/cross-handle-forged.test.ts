// Invariant 2 of SPEC section 4: an object that looks like a handle is not one.
import { attack } from "./attack.js";

attack("an object that looks like a handle is not one", {
  source: `
import { Box, register } from "api";
register({ out: Box.prototype.next.call(Object.create(Box.prototype)) });
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
