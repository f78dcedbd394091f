// Invariant 3 of SPEC section 4: a regular expression that is compiled anew while it replaces harms nothing.
import { attack } from "./attack.js";

attack("a regular expression that is compiled anew while it replaces harms nothing", {
  source: `
import { register } from "api";
const search = /(a)|(b)/g;
const text = "abab".repeat(50).replace(search, () => {
  try { search.compile?.("(((((x)))))", "g"); } catch {}
  return "-";
});
class Far extends RegExp { exec() { this.lastIndex = 2 ** 31; return null; } }
"abc".split(new Far("a", "y"));
register(text.length > 0);
`,
  ends: "harmless",
  check: ({ result }) => {
    const answers = result?.posts.map(({ args }) => args[0]);
    if (JSON.stringify(answers) !== "[true]") throw new Error(JSON.stringify(answers));
  },
});
