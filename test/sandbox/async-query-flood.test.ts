// Invariant 3 of SPEC section 4: too many queries at once name their limit.
import { attack } from "./attack.js";

attack("too many queries at once name their limit", {
  source: `
import { register } from "api";
register({ run: async (db) => { await Promise.all(Array.from({ length: 1000 }, () => db.query("x"))); } });
`,
  ends: "refused",
  limit: ["concurrentHostCalls"],
  run: "async",
});
