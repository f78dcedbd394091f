// Invariant 3 of SPEC section 4: too many functions name their limit.
import { attack } from "./attack.js";

attack("too many functions name their limit", {
  source: `
import { register } from "api";
register(Array.from({ length: 1000 }, () => () => 1));
`,
  ends: "refused",
  limit: ["callables"],
});
