// Invariant 1 of SPEC section 4: import.meta tells nothing.
import { attack } from "./attack.js";

attack("import.meta tells nothing", {
  source: `
import { register } from "api";
register({ keys: Reflect.ownKeys(import.meta).map(String), url: String((import.meta as any).url) });
`,
  ends: "harmless",
  check: ({ result }) => {
    if (JSON.stringify(result?.posts[0]?.args) !== '[{"keys":[],"url":"undefined"}]')
      throw new Error("import.meta tells something");
  },
});
