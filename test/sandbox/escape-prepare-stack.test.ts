// Invariant 1 of SPEC section 4: no code of a guest prepares a stack.
import { attack } from "./attack.js";

attack("no code of a guest prepares a stack", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

let seen; try { Error.prepareStackTrace = (_, sites) => { seen = sites; return ""; }; } catch {}
void new Error("x").stack; try { fail(); } catch (e) { void e.stack; } test(seen?.[0]?.getThis?.());
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
