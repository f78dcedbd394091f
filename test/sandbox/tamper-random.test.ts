// Invariant 5 of SPEC section 4: a file changes nothing for the next one, random numbers included.
import { attack } from "./attack.js";

attack("random numbers can be neither replaced nor steered", {
  source: `
import { register } from "api";
const found: string[] = [];
const attempt = (name: string, work: () => unknown): void => {
  try { work(); found.push(name); } catch {}
};
attempt("assign", () => { Math.random = () => 0.5; });
attempt("define", () => Object.defineProperty(Math, "random", { value: () => 0.5 }));
attempt("delete", () => { delete (Math as any).random; });
attempt("extend", () => { (Math.random as any).state = [0, 0, 0, 0]; });
attempt("iterator", () => { Array.prototype[Symbol.iterator] = function* () { yield 0; } as any; });
attempt("index", () => Object.defineProperty(Array.prototype, 0, { set() {}, get: () => 0 }));
attempt("imul", () => { Math.imul = () => 0; });
attempt("construct", () => new (Math.random as any)());
const numbers = Array.from({ length: 100 }, () => Reflect.apply(Math.random, { state: [0] }, [0]));
register({ found, different: new Set(numbers).size, inside: numbers.every((n) => n >= 0 && n < 1) });
`,
  ends: "harmless",
  check: ({ result }) => {
    const told = JSON.stringify(result?.posts[0]?.args);
    if (told !== '[{"found":[],"different":100,"inside":true}]')
      throw new Error(JSON.stringify(result?.posts));
  },
});
