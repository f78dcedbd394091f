// Invariant 3 of SPEC section 4: too many host calls name their limit.
import { attack } from "./attack.js";

attack("too many host calls name their limit", {
  source: `
import { echo } from "api";
for (;;) { try { echo(1); } catch {} }
`,
  ends: "refused",
  limit: ["hostCalls", "cpuLoadMs"],
});
