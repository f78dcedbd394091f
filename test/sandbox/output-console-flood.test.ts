// Invariant 3 of SPEC section 4: a flood of log lines is cut.
import { attack } from "./attack.js";

attack("a flood of log lines is cut", {
  source: `
for (let i = 0; i < 100000; i++) console.log("::set-output name=x::" + i);
`,
  ends: "either",
  limit: ["cpuLoadMs"],
  check: ({ result }) => {
    if ((result?.console.length ?? 0) > 101) throw new Error("too many lines");
  },
});
