// Invariant 2 of SPEC section 4: toJSON is not run: a function in data position is refused.
import { attack } from "./attack.js";

attack("toJSON is not run: a function in data position is refused", {
  source: `
import { echo } from "api";
echo({ toJSON: () => "evil" });
`,
  ends: "refused",
  code: ["INTERP_VALUE"],
});
