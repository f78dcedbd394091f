// Invariant 2 of SPEC section 4: boxed is refused with the path to it.
import { attack } from "./attack.js";

attack("boxed is refused with the path to it", {
  source: `
import { register } from "api";
register({ list: [0, new String("x")] });
`,
  ends: "refused",
  code: ["INTERP_VALUE"],
  check: ({ error }) => {
    if (!/\$\.list\[1\]/.test(error?.message ?? "")) throw new Error(error?.message);
  },
});
