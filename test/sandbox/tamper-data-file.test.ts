// Invariant 5 of SPEC section 4: a data file that two files import is frozen.
import { attack } from "./attack.js";

attack("a data file that two files import is frozen", {
  files: {
    "0001_attack.ts": `import d from "./lib/d.json" with { type: "json" }; try { (d as any).list.push(1); } catch {} try { (d as any).evil = 1; } catch {}`,
    "0002_victim.ts":
      'import { register } from "api"; import d from "./lib/d.json" with { type: "json" }; register(d);',
    "lib/d.json": '{"list":[]}',
  },
  ends: "harmless",
  check: ({ result }) => {
    if (JSON.stringify(result?.posts[0]?.args) !== '[{"list":[]}]')
      throw new Error("the data changed");
  },
});
