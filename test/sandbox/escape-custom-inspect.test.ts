// Invariant 1 of SPEC section 4: an own way of being inspected gets no host inspector.
import { attack } from "./attack.js";

attack("an own way of being inspected gets no host inspector", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

let seen; const own = { [Symbol.for("nodejs.util.inspect.custom")](...args) { seen = args[2]; return "x"; } };
try { echo(own); } catch {} test(seen);
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
