// Invariant 1 of SPEC section 4: a dynamic import of six million characters does not break the engine.
import { attack } from "./attack.js";

attack("a dynamic import of six million characters does not break the engine", {
  source: `
await import("x".repeat(6e6));
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT", "INTERP_LIMIT", "INTERP_GUEST_ERROR"],
});
