// Invariant 3 of SPEC section 4: a host function that never answers meets its timeout.
import { attack } from "./attack.js";

attack("a host function that never answers meets its timeout", {
  source: `
import { never } from "api";
await never();
`,
  ends: "refused",
  code: ["INTERP_HOST_TIMEOUT"],
});
