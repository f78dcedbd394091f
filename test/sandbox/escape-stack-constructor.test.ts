// Invariant 1 of SPEC section 4: an error of the stack guard leads to no host constructor.
import { attack } from "./attack.js";

attack("an error of the stack guard leads to no host constructor", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

let caught; const down = () => { try { down(); } catch (e) { caught = e; } }; down();
try { test(caught.constructor.constructor("return process")()); } catch { test(); }
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
