// Invariant 3 of SPEC section 4: too many host objects name their limit.
import { attack } from "./attack.js";

attack("too many host objects name their limit", {
  source: `
import { Box } from "api";
const all = [];
for (let i = 0; i < 1000; i++) all.push(new Box());
`,
  ends: "refused",
  code: ["INTERP_HOST_ERROR", "INTERP_LIMIT"],
});
