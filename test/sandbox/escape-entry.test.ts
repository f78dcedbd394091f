// Invariant 1 of SPEC section 4: the guest has neither its own entry nor the way out, however its engine was started.
import { attack } from "./attack.js";

attack("neither the entry function nor the dispatcher can be found by name or by a stack", {
  source: `
import { register } from "api";
const found = Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith("_"));
for (const name of ["__enter", "__host", "enter", "host"]) {
  if (name in globalThis) found.push(name);
  try { Object.defineProperty(globalThis, name, { value: () => "" }); found.push("made " + name); } catch {}
}
const walk = (value: any): void => {
  for (const key of ["caller", "callee", "arguments"]) {
    try { if (typeof value[key] === "function") found.push(key); } catch {}
  }
};
[register, console.log, Math.random].forEach(walk);
register(found);
`,
  ends: "harmless",
  check: ({ result }) => {
    if (JSON.stringify(result?.posts[0]?.args) !== "[[]]")
      throw new Error(JSON.stringify(result?.posts));
  },
});
