// Invariant 3 of SPEC section 4: a query that was not awaited is an error that says so.
import { attack } from "./attack.js";

attack("a query that was not awaited is an error that says so", {
  source: `
import { register } from "api";
register({ run: async (db) => { db.query("floating"); } });
`,
  ends: "refused",
  code: ["INTERP_NOT_AWAITED"],
  run: "async",
});
