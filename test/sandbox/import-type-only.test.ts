// Invariant 1 of SPEC section 4: a forbidden import of types alone is refused.
import { attack } from "./attack.js";

attack("a forbidden import of types alone is refused", {
  source: `
import type { Stats } from "node:fs";
const s: Stats | undefined = undefined;
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT"],
});
