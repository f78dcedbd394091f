// Invariant 3 of SPEC section 4: waiting for a query where the result is needed at once is an error that says so.
import { attack } from "./attack.js";

attack("waiting for a query where the result is needed at once is an error that says so", {
  source: `
import { register } from "api";
register({ run: async (db) => { await db.query("x"); return 1; } });
`,
  ends: "refused",
  code: ["INTERP_ASYNC_IN_SYNC"],
  run: "sync",
});
