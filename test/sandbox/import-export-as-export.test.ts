// Invariant 5 of SPEC section 4: keywords as export names hide no import.
import { attack } from "./attack.js";

attack("a namespace exported under the name of a keyword hides no import", {
  files: {
    "0001_attack.ts": `
import { register } from "api";
import { export as base } from "./h/a.js";
register(Object.isFrozen(base.Operation) && Object.isFrozen(base.Operation.prototype));
`,
    "h/a.ts": 'export * as export from "base";',
  },
  ends: "harmless",
  check: ({ result }) => {
    if (result?.posts[0]?.args[0] !== true) throw new Error("an unfrozen source was reached");
  },
});
