// Invariant 5 of SPEC section 4: a setter for an index of all arrays catches nothing of the membrane.
import { attack } from "./attack.js";

attack("a setter for an index of all arrays catches nothing of the membrane", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

let seen; try { Object.defineProperty(Array.prototype, 0, { set(value) { seen = value; } }); } catch {}
echo([1]); test(seen);
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
