// Invariant 2 of SPEC section 4: a Proxy is copied as data or refused, and can not confuse the encoder.
import { attack } from "./attack.js";

attack("a Proxy is copied as data or refused, and can not confuse the encoder", {
  source: `
import { register, echo } from "api";
let n = 0;
register(new Proxy({ a: 1 }, { ownKeys() { echo({ deep: [1] }); return ["a"]; }, getOwnPropertyDescriptor: () => ({ value: n++, enumerable: true, configurable: true }) }));
`,
  ends: "harmless",
  profiles: ["open"],
  check: ({ result }) => {
    if (JSON.stringify(result?.posts[0]?.args) !== '[{"a":0}]')
      throw new Error(JSON.stringify(result?.posts));
  },
});
