// Invariant 5 of SPEC section 4: a file named like a module does not become that module.
import { attack } from "./attack.js";

attack("a file named like a module does not become that module", {
  files: {
    "api.ts": "export const register = () => {};",
    "sub/api.ts": "export const register = 1;",
    "z.ts": 'import { register } from "api"; register({ real: true });',
  },
  ends: "harmless",
  check: ({ result }) => {
    if (result?.posts.length !== 1) throw new Error("the module was replaced");
  },
});
