// Invariant 3 of SPEC section 4: an endless loop after an await ends within its limit.
import { attack, HURRY } from "./attack.js";

attack("an endless loop after an await ends within its limit", {
  source: `
import { register } from "api";
register({ run: async (db) => { await db.query("a"); for (;;) {} } });
`,
  ends: "refused",
  limit: ["cpuAsyncCallMs"],
  run: "async",
  limits: HURRY,
});
