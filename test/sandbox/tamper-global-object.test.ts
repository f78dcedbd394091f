// Invariant 5 of SPEC section 4: changing the language (global object) does not reach the next file.
import { attack } from "./attack.js";
import { VICTIM, victimIsWhole } from "./victim.js";

attack("changing the language (global object) does not reach the next file", {
  files: {
    "0001_attack.ts": `try { globalThis.Map = class {} as never; } catch {}`,
    "0002_victim.ts": VICTIM,
  },
  ends: "harmless",
  check: victimIsWhole,
});
