// Invariant 2 of SPEC section 4: NUL, lone surrogates and line separators survive the crossing.
import { attack } from "./attack.js";

attack("NUL, lone surrogates and line separators survive the crossing", {
  source: `
import { register, echo } from "api";
register([echo("a\\u0000b"), "\\ud800x", echo("\\udfff"), "\\u2028\\u001b[31m"]);
`,
  ends: "harmless",
  check: ({ result }) => {
    if (
      JSON.stringify(result?.posts[0]?.args) !==
      JSON.stringify([["a\u0000b", "\ud800x", "\udfff", "\u2028\u001b[31m"]])
    )
      throw new Error(JSON.stringify(result?.posts));
  },
});
