// Invariant 1 of SPEC section 4: an own hasInstance sees no object of the host.
import { attack } from "./attack.js";

attack("an own hasInstance sees no object of the host", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

let seen; class Spy extends Box { static [Symbol.hasInstance](value) { seen = value; return true; } }
try { echo(new Spy()); } catch {} test(seen?.secret);
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
