// Invariant 6 of SPEC section 4: the clock stands still and random numbers repeat.
import { attack } from "./attack.js";

attack("the clock stands still and random numbers repeat", {
  source: `
import { register } from "api";
register([Date.now(), new Date().getTime(), new Date(2024, 0, 1).getTime(), new Date(0).getHours(), new Date().getTimezoneOffset(), Math.random(), Math.random()]);
`,
  ends: "harmless",
  profiles: ["locked"],
  check: ({ result }) => {
    const list = result?.posts[0]?.args[0] as number[];
    if (
      list[0] !== 946684800000 ||
      list[1] !== list[0] ||
      list[2] !== Date.UTC(2024, 0, 1) ||
      list[3] !== 0 ||
      list[4] !== 0
    )
      throw new Error(JSON.stringify(list));
  },
});
