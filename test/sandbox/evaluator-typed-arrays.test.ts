// Invariant 4 of SPEC section 4: the locked profile has no typed arrays, no Proxy, no weak references.
import { attack } from "./attack.js";

attack("the locked profile has no typed arrays, no Proxy, no weak references", {
  source: `
import { register } from "api";
register(["Uint8Array", "ArrayBuffer", "SharedArrayBuffer", "DataView", "Proxy", "WeakRef", "FinalizationRegistry"].filter((name) => name in globalThis));
`,
  ends: "harmless",
  profiles: ["locked"],
  check: ({ result }) => {
    if (JSON.stringify(result?.posts[0]?.args) !== "[[]]")
      throw new Error(JSON.stringify(result?.posts));
  },
});
