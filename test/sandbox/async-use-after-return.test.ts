// Invariant 3 of SPEC section 4: a db that was kept after its call is dead.
import { attack } from "./attack.js";

attack("a db that was kept after its call is dead", {
  source: `
import { register } from "api";
let kept;
register({ run: async (db) => { kept = db; await db.query("a"); Promise.resolve().then(() => Promise.resolve()).then(() => kept.query("late")); } });
`,
  ends: "either",
  code: ["INTERP_NOT_AWAITED", "INTERP_EXPIRED"],
  run: "async",
  check: ({ queries }) => {
    if (queries.filter((sql) => sql === "late").length > 1) throw new Error("late queries");
  },
});
