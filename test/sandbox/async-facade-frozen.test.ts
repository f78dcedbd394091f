// Invariant 5 of SPEC section 4: the db object can not be changed.
import { attack } from "./attack.js";

attack("the db object can not be changed", {
  source: `
import { register } from "api";
register({ run: async (db) => { try { db.query = () => "evil"; } catch {} return [Object.isFrozen(db), Object.getPrototypeOf(db) === null, (await db.query("q"))[0].sql]; } });
`,
  ends: "harmless",
  run: "async",
  check: ({ returned }) => {
    if (JSON.stringify(returned) !== '[true,true,"q"]') throw new Error(JSON.stringify(returned));
  },
});
