// Invariant 3 of SPEC section 4: a comparator that empties and fills the array being sorted harms nothing.
import { attack } from "./attack.js";

attack("a comparator that empties and fills the array being sorted harms nothing", {
  source: `
import { register } from "api";
const list = Array.from({ length: 5000 }, (_, i) => 5000 - i);
let calls = 0;
list.sort((a, b) => {
  if (++calls % 7 === 0) list.length = 0;
  else for (let i = 0; i < 5; i++) list.push({ calls });
  return a - b;
});
register(typeof list.length);
`,
  ends: "harmless",
  check: ({ result }) => {
    const answers = result?.posts.map(({ args }) => args[0]);
    if (JSON.stringify(answers) !== '["number"]') throw new Error(JSON.stringify(answers));
  },
});
