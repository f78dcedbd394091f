// Invariant 5 of SPEC section 4: changing the language (promise then) does not reach the next file.
import { attack } from "./attack.js";
import { VICTIM, victimIsWhole } from "./victim.js";

attack("changing the language (promise then) does not reach the next file", {
  files: {
    "0001_attack.ts": `try { Promise.prototype.then = () => "evil"; } catch {}`,
    "0002_victim.ts": VICTIM,
  },
  ends: "harmless",
  check: victimIsWhole,
});
