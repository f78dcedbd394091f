// Invariant 1 of SPEC section 4: a computed dynamic import reaches no more than a written one.
import { attack } from "./attack.js";

attack("a computed dynamic import reaches no more than a written one", {
  source: `
const name = ["node", "fs"].join(":");
await import(name);
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT"],
});
