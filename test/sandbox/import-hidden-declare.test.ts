// Invariant 5 of SPEC section 4: an import that the scan of tokens does not see gets no source.
import { attack } from "./attack.js";

attack("an import hidden in what looks like a declared namespace gets no unfrozen source", {
  source: `
import { register } from "api";
var declare, namespace, X;
declare
namespace
X
{ register(await import("base").then((m) => Object.isFrozen(m.Operation), (e) => e.message)) }
`,
  ends: "harmless",
  check: ({ result }) => {
    const seen = String(result?.posts[0]?.args[0]);
    if (seen === "false") throw new Error("the source was reached before it was frozen");
  },
});
