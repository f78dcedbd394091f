// Invariant 5 of SPEC section 4: changing the language (iterator next) does not reach the next file.
import { attack } from "./attack.js";
import { VICTIM, victimIsWhole } from "./victim.js";

attack("changing the language (iterator next) does not reach the next file", {
  files: {
    "0001_attack.ts": `try { Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true }); } catch {}`,
    "0002_victim.ts": VICTIM,
  },
  ends: "harmless",
  check: victimIsWhole,
});
