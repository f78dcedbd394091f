// Invariant 5 of SPEC section 4: changing what a module exports does not reach the next file.
import { attack } from "./attack.js";
import { VICTIM, victimIsWhole } from "./victim.js";

attack("changing what a module exports does not reach the next file", {
  files: {
    "0001_attack.ts": `import * as api from "api"; import { Operation } from "base";
for (const attempt of [() => { (api as any).register = () => 0; }, () => { (api.register as any).call = 1; }, () => { (Operation as any).prototype.describe = 1; }, () => { (api.ANSWER as any).list.push(4); }, () => { (api.Box as any).prototype.next = () => 99; }]) try { attempt(); } catch {}`,
    "0002_victim.ts": VICTIM,
  },
  ends: "harmless",
  check: victimIsWhole,
});
