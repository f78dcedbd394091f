// Invariant 3 of SPEC section 4: throwing function ends in a clean error.
import { attack } from "./attack.js";

attack("throwing function ends in a clean error", {
  source: `
throw () => 1;
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR", "INTERP_LIMIT"],
  check: ({ error }) => {
    if (error?.message !== "the file threw a function")
      throw new Error(`the message is ${error?.message}`);
  },
});
