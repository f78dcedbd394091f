// Invariant 5 of SPEC section 4: what makes instances of a package's classes assignable leaves the
// classes themselves, and the accessors that do it, as they are for the next file.
import { attack } from "./attack.js";
import { VICTIM, victimIsWhole } from "./victim.js";

attack("the accessors of a package's prototypes change nothing for the next file", {
  files: {
    "0001_attack.ts": `import { Box } from "api"; import { Operation } from "base";
const own = Object.getOwnPropertyDescriptor;
for (const prototype of [Box.prototype, Operation.prototype, Array.prototype] as any[])
  for (const key of Reflect.ownKeys(prototype)) {
    const { get, set } = own(prototype, key) as any;
    for (const attempt of [
      () => { prototype[key] = () => 99; },
      () => { delete prototype[key]; },
      () => { Object.defineProperty(prototype, key, { value: () => 99 }); },
      () => { set.call(prototype, () => 99); },
      () => { get.call = () => 99; },
      () => { set.extra = 1; },
      () => { Object.setPrototypeOf(set, null); },
    ]) try { attempt(); } catch {}
    if (set?.extra !== undefined) throw new Error("an accessor can be written to");
  }`,
    "0002_victim.ts": VICTIM,
  },
  ends: "harmless",
  check: victimIsWhole,
});
