// Invariant 2 of SPEC section 4: a value with too many parts names its limit.
import { attack } from "./attack.js";

attack("a value with too many parts names its limit", {
  source: `
import { register } from "api";
register(Array.from({ length: 100000 }, () => 1));
`,
  ends: "refused",
  limit: ["valueNodes"],
});
