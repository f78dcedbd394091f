// Invariant 1 of SPEC section 4: "import =" is refused.
import { attack } from "./attack.js";

attack('"import =" is refused', {
  source: `
import fs = require("node:fs");
`,
  ends: "refused",
  code: ["INTERP_UNSUPPORTED_SYNTAX", "INTERP_FORBIDDEN_IMPORT"],
});
