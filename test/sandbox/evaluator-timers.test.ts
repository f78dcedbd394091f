// Invariant 1 of SPEC section 4: no timers, no process, no require.
import { attack } from "./attack.js";

attack("no timers, no process, no require", {
  source: `
import { register } from "api";
register(["setTimeout", "setInterval", "process", "require", "fetch", "WebAssembly", "Atomics", "std", "os", "Deno", "Buffer", "global", "__host", "__enter", "__config"].filter((name) => name in globalThis));
`,
  ends: "harmless",
  check: ({ result }) => {
    if (JSON.stringify(result?.posts[0]?.args) !== "[[]]")
      throw new Error(JSON.stringify(result?.posts));
  },
});
