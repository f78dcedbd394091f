// Invariant 3 of SPEC section 4: throwing undefined ends in a clean error.
import { attack } from "./attack.js";

attack("throwing undefined ends in a clean error", {
  source: `
throw undefined;
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR", "INTERP_LIMIT"],
  check: ({ error }) => {
    if (error?.message !== "the file threw undefined")
      throw new Error(`the message is ${error?.message}`);
  },
});
