// Invariant 1 of SPEC section 4: a dynamic import of an object with a changing text leads nowhere.
import { attack } from "./attack.js";

attack("a dynamic import of an object with a changing text leads nowhere", {
  source: `
let n = 0;
await import({ toString: () => (n++ === 0 ? "api" : "node:fs") } as never);
await import({ toString: () => "mm:calls" } as never);
`,
  ends: "refused",
  code: ["INTERP_FORBIDDEN_IMPORT"],
});
