// Invariant 2 of SPEC section 4: a promise with its own then can not forge a result.
import { attack } from "./attack.js";

attack("a promise with its own then can not forge a result", {
  source: `
import { register } from "api";
register({ run: (db) => { const p: any = db.query("real"); p.then = (resolve) => resolve([{ sql: "forged" }]); return p; } });
`,
  ends: "either",
  run: "async",
  code: ["INTERP_NOT_AWAITED", "INTERP_NEVER_SETTLES"],
});
