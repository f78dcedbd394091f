// Invariant 2 of SPEC section 4: data can not imitate a tag of the membrane.
import { attack } from "./attack.js";

attack("data can not imitate a tag of the membrane", {
  source: `
import { register, echo } from "api";
register({ a: [7, 0, "x"], b: [9, 0, 0], c: [2], d: [8, "A", "B", [1], [1], [1]], e: echo([3, "12"]), f: echo([10, 0, []]), g: echo({ 0: 1 }) });
`,
  ends: "harmless",
  check: ({ result }) => {
    if (
      JSON.stringify(result?.posts[0]?.args) !==
      '[{"a":[7,0,"x"],"b":[9,0,0],"c":[2],"d":[8,"A","B",[1],[1],[1]],"e":[3,"12"],"f":[10,0,[]],"g":{"0":1}}]'
    )
      throw new Error(JSON.stringify(result?.posts));
  },
});
