// Invariant 5 of SPEC section 4: the namespace of a module cannot be written and has no way up.
import { attack } from "./attack.js";

attack("the namespace of a module cannot be written and has no way up", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

import * as api from "api"; try { api.echo = 1; } catch {} try { Object.defineProperty(api, "x", { value: 1 }); } catch {}
test(Object.getPrototypeOf(api) ?? api.x);
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
