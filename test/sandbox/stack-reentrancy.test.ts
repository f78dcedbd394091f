// Invariant 3 of SPEC section 4: functions that call the host from the host end.
import { attack } from "./attack.js";

attack("functions that call the host from the host end", {
  source: `
import { register, echo } from "api";
function f(n) { echo(n); return f(n + 1); }
register({ run: () => f(0) });
`,
  ends: "refused",
  code: ["INTERP_LIMIT"],
  run: "sync",
});
