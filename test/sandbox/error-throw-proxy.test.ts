// Invariant 3 of SPEC section 4: a thrown Proxy whose traps throw ends in an error that says so.
import { attack } from "./attack.js";

attack("throwing a Proxy that hides everything ends in a clean error", {
  source: `
const trap = () => { throw new Error("hidden"); };
throw new Proxy({}, { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap });
`,
  profiles: ["open"],
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
  check: ({ error }) => {
    if (error?.message !== "the file threw an object that hides what it is (a Proxy)") {
      throw new Error(`the message is ${error?.message}`);
    }
  },
});
