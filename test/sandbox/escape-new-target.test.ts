// Invariant 1 of SPEC section 4: a handle made with a new target of the guest shows nothing.
import { attack } from "./attack.js";

attack("a handle made with a new target of the guest shows nothing", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

const made = Reflect.construct(Box, [], class extends Object {}); test(made.secret ?? made.hidden);
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
