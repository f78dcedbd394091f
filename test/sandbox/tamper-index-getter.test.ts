// Invariant 3 of SPEC section 4: a getter that empties the array being searched harms nothing.
import { attack } from "./attack.js";

attack("a getter that empties the array being searched harms nothing", {
  source: `
import { register } from "api";
const shrinking = () => {
  const list = [1, 2, 3, 4, 5, 6];
  Object.defineProperty(list, 1, { get() { list.length = 0; return 7; } });
  return list;
};
const end = (list) => ({ valueOf() { list.length = 0; return 5; } });
for (const name of ["indexOf", "includes", "slice", "join", "flat", "concat", "toReversed"]) shrinking()[name]?.(9);
shrinking().toSorted?.();
for (const name of ["lastIndexOf", "fill", "at", "with", "splice", "copyWithin"]) {
  const list = [1, 2, 3, 4, 5, 6];
  try { list[name]?.(0, end(list), end(list)); } catch (error) { if (!(error instanceof RangeError)) throw error; }
}
register("done");
`,
  ends: "harmless",
  check: ({ result }) => {
    const answers = result?.posts.map(({ args }) => args[0]);
    if (JSON.stringify(answers) !== '["done"]') throw new Error(JSON.stringify(answers));
  },
});
