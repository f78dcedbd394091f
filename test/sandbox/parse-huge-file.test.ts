// Invariant 3 of SPEC section 4: a source file over its limit is refused before it is parsed.
import { attack } from "./attack.js";

attack("a source file over its limit is refused before it is parsed", {
  source: `// ${"x".repeat(400_000)}`,
  ends: "refused",
  limit: ["sourceBytes"],
});
