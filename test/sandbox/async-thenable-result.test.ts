// Invariant 2 of SPEC section 4: a thenable as a result is refused, not awaited.
import { attack } from "./attack.js";

attack("a thenable as a result is refused, not awaited", {
  source: `
import { register } from "api";
register({ run: () => ({ then(resolve) { resolve("evil"); } }) });
`,
  ends: "refused",
  code: ["INTERP_VALUE"],
  run: "async",
});
