// Invariant 1 of SPEC section 4: a promise of the host is made by no constructor of the guest.
import { attack } from "./attack.js";

attack("a promise of the host is made by no constructor of the guest", {
  source: `
import { register, echo, later, fail, Box } from "api";
const test = (value) => register(value === undefined || value === null ? "contained" : typeof value);

const made = [];
class Own { constructor(run) { made.push(run); run(() => 0, () => 0); } static get [Symbol.species]() { return Own; } }
const promise = later(1); try { promise.constructor = Own; } catch {}
promise.then(() => 0); await promise; try { test(made[0]?.constructor("return process")()); } catch { test(); }
`,
  ends: "either",
  check: ({ result }) => {
    const leaked = result?.posts.map(({ args }) => args[0]).find((value) => value !== "contained");
    if (leaked !== undefined) throw new Error(`it got out: ${String(leaked)}`);
  },
});
