// Invariant 2 of SPEC section 4: sparse is refused with the path to it.
import { attack } from "./attack.js";

attack("sparse is refused with the path to it", {
  source: `
import { register } from "api";
register({ list: [0, [1, , 3]] });
`,
  ends: "refused",
  code: ["INTERP_VALUE"],
  check: ({ error }) => {
    if (!/\$\.list\[1\]/.test(error?.message ?? "")) throw new Error(error?.message);
  },
});
