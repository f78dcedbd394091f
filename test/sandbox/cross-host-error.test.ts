// Invariant 2 of SPEC section 4: a host error brings no path, stack or cause into the guest.
import { attack } from "./attack.js";

attack("a host error brings no path, stack or cause into the guest", {
  source: `
import { register, fail } from "api";
try { fail(); } catch (e: any) { register({ name: e.name, message: e.message, code: e.code, path: e.path, cause: e.cause, foreign: /node:|dist|worker/.test(e.stack) }); }
`,
  ends: "harmless",
  check: ({ result }) => {
    if (
      JSON.stringify(result?.posts[0]?.args) !==
      JSON.stringify([
        { name: "Error", message: "ENOENT: no such file '<path>'", code: "ENOENT", foreign: false },
      ])
    )
      throw new Error(JSON.stringify(result?.posts));
  },
});
