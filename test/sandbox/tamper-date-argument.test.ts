// Invariant 3 of SPEC section 4: an argument that changes the date being set harms nothing.
import { attack } from "./attack.js";

attack("an argument that changes the date being set harms nothing", {
  source: `
import { register } from "api";
const date = new Date(0);
const late = (value) => ({ valueOf() { date.setTime(NaN); return value; } });
for (const name of ["setFullYear", "setMonth", "setDate", "setHours", "setMilliseconds", "setUTCHours"])
  for (const value of [1e9, -1e9, 1e300, NaN]) date[name](late(value), late(-value));
register(Number.isNaN(date.getTime()) || typeof date.getTime() === "number");
`,
  ends: "harmless",
  check: ({ result }) => {
    const answers = result?.posts.map(({ args }) => args[0]);
    if (JSON.stringify(answers) !== "[true]") throw new Error(JSON.stringify(answers));
  },
});
