// Invariant 5 of SPEC section 4: private names stamped on host functions tell another class nothing.
import { attack } from "./attack.js";

attack("private names stamped on host functions tell another class nothing", {
  source: `
import { register, echo, Box, ANSWER } from "api";
class Given { constructor(object) { return object; } }
class Stamp extends Given { #mark = "secret"; static of(object) { return #mark in object ? object.#mark : "none"; } }
class Other extends Given { #mark = "other"; static of(object) { return #mark in object ? object.#mark : "none"; } }
for (const object of [register, echo, Box, Box.prototype, ANSWER, globalThis, Object.prototype]) {
  try { new Stamp(object); } catch {}
}
register([register, echo, Box, ANSWER, Object.prototype].map((object) => Other.of(object)));
`,
  ends: "harmless",
  check: ({ result }) => {
    const answers = result?.posts.map(({ args }) => args[0]);
    if (JSON.stringify(answers) !== '[["none","none","none","none","none"]]')
      throw new Error(JSON.stringify(answers));
  },
});
