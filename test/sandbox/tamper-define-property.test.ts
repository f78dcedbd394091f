// Invariant 5 of SPEC section 4: changing the language (define property) does not reach the next file.
import { attack } from "./attack.js";
import { VICTIM, victimIsWhole } from "./victim.js";

attack("changing the language (define property) does not reach the next file", {
  files: {
    "0001_attack.ts": `try { Object.defineProperty(Array.prototype, "0", { set() {}, get: () => "evil" }); } catch {}`,
    "0002_victim.ts": VICTIM,
  },
  ends: "harmless",
  check: victimIsWhole,
});
