// Invariant 5 of SPEC section 4: methods are bound when an instance crosses: later edits change nothing.
import { attack } from "./attack.js";

attack("methods are bound when an instance crosses: later edits change nothing", {
  source: `
import { register } from "api"; import { Operation } from "base";
class Mine extends Operation { describe() { return "first"; } }
const mine = new Mine();
register({ run: mine.describe, ops: [mine] });
Mine.prototype.describe = () => "second";
(mine as any).describe = () => "third";
`,
  ends: "harmless",
  run: "sync",
  check: ({ returned }) => {
    if (returned !== "first") throw new Error(String(returned));
  },
});
