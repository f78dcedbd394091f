// Invariant 3 of SPEC section 4: throwing thenable loop ends in a clean error.
import { attack, HURRY } from "./attack.js";

attack("throwing thenable loop ends in a clean error", {
  source: `
await { then(resolve) { resolve(this); } };
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR", "INTERP_LIMIT"],
  check: ({ error }) => {
    if ((error?.message.length ?? 0) > 5000) throw new Error("the message is not capped");
  },
  limits: HURRY,
});
