// Invariant 1 of SPEC section 4: a thenable returned from an async generator meets no code of the host.
import { attack } from "./attack.js";

attack("a thenable returned from an async generator meets no code of the host", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

let seen; const g = (async function* () { yield later(1); })();
await g.return({ get then() { seen = this.constructor.constructor; return undefined; } });
try { test(seen("return process")()); } catch { test(); }
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
