// Invariant 1 of SPEC section 4: a host function called with a foreign this stays what it is.
import { attack } from "./attack.js";

attack("a host function called with a foreign this stays what it is", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

const results = [echo.call(globalThis), Reflect.apply(echo, Box, []), echo.bind(null)()];
test(results.find((x) => x !== undefined));
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
