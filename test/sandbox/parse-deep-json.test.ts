// Invariant 3 of SPEC section 4: a bomb of nested JSON in an imported file is refused before it is parsed.
import { attack } from "./attack.js";

attack("a bomb of nested JSON in an imported file is refused before it is parsed", {
  files: {
    "0001_attack.ts":
      'import bomb from "./lib/bomb.json" with { type: "json" }; export default bomb;',
    "lib/bomb.json": "[".repeat(100_000) + "]".repeat(100_000),
  },
  ends: "refused",
  limit: ["valueDepth"],
});
