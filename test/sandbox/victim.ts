import type { Outcome } from "./attack.js";

/** A file that uses much of the language; what it registers shows whether someone changed it. */
export const VICTIM = `
import { register, echo, ANSWER, Box } from "api";
const list = [3, 1, 2];
list.push(4);
const map = new Map([["a", 1]]);
map.set("b", 2);
const out: string[] = [];
for (const item of list) out.push(String(item).replace("3", "three"));
const later = await Promise.resolve(1).then((n) => n + 1);
class Failure extends Error { constructor(message: string) { super(message); this.name = "Failure"; } }
let caught = "";
try { throw new Failure("x"); } catch (e) { caught = (e as Error).name + (e as Error).message; }
register({ out, size: map.size, keys: Object.keys({ a: 1 }), text: JSON.stringify([1]), later, caught,
  max: Math.max.apply(null, [1, 5]), called: ((a: number) => a).call(null, 7), polluted: ({} as any).polluted,
  evil: ({} as any).evil, echo: echo([1, { a: 2 }]), answer: ANSWER, box: new Box().next(), sorted: list.concat([0]).sort() });
`;

const WHOLE = {
  out: ["three", "1", "2", "4"],
  size: 2,
  keys: ["a"],
  text: "[1]",
  later: 2,
  caught: "Failurex",
  max: 5,
  called: 7,
  echo: [1, { a: 2 }],
  answer: { list: [1, 2, 3] },
  box: 1,
  sorted: [0, 1, 2, 3, 4],
};

/** Throws when the victim registered anything else than it does alone. */
export function victimIsWhole({ result }: Outcome): void {
  const registered = JSON.stringify(result?.posts[0]?.args[0]);
  if (registered !== JSON.stringify(WHOLE)) throw new Error(`the victim changed: ${registered}`);
}
