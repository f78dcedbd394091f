// Invariant 3 of SPEC section 4: too many files are refused.
import { attack } from "./attack.js";

attack("too many files are refused", {
  files: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`${i}.ts`, ""])),
  ends: "refused",
  limit: ["sourceFiles"],
});
