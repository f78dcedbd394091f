// Invariant 3 of SPEC section 4: throwing null ends in a clean error.
import { attack } from "./attack.js";

attack("throwing null ends in a clean error", {
  source: `
throw null;
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR", "INTERP_LIMIT"],
  check: ({ error }) => {
    if (error?.message !== "the file threw null")
      throw new Error(`the message is ${error?.message}`);
  },
});
