// Invariant 1 of SPEC section 4: neither callee nor caller leads out of a function.
import { attack } from "./attack.js";

attack("neither callee nor caller leads out of a function", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

let seen; const f = function () { try { seen = f.caller ?? arguments.callee.caller; } catch {} };
try { echo({ toJSON: f }); } catch {} [2, 1].sort(f); f(); test(seen);
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
