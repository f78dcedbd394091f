// Invariant 2 of SPEC section 4: a prototype of its own is refused.
import { attack } from "./attack.js";

attack("a prototype of its own is refused", {
  source: `
import { echo } from "api";
echo(Object.create({ toJSON: () => "evil" }));
`,
  ends: "refused",
  code: ["INTERP_VALUE"],
});
