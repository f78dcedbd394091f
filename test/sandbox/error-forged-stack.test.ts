// Invariant 7 of SPEC section 4: a forged stack opens no file and names no other.
import { attack } from "./attack.js";

attack("a forged stack opens no file and names no other", {
  source: `
const e = new Error("x");
Object.defineProperty(e, "stack", { value: "    at f (mig:99:1:1)\\n    at g (/etc/passwd:1:1)\\n    at h (mig:0:999999:999999)" });
throw e;
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
  check: ({ error }) => {
    if (error?.file !== "0001_attack.ts" || /root:/.test(error.frame ?? ""))
      throw new Error(String(error?.file));
  },
});
