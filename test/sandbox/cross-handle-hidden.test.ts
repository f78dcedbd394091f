// Invariant 2 of SPEC section 4: a handle shows its listed methods and nothing else.
import { attack } from "./attack.js";

attack("a handle shows its listed methods and nothing else", {
  source: `
import { register, Box } from "api";
const box: any = new Box();
register({ next: box.next(), keys: Reflect.ownKeys(box), proto: Reflect.ownKeys(Object.getPrototypeOf(box)), secret: box.secret, hidden: typeof box.hidden });
`,
  ends: "harmless",
  check: ({ result }) => {
    if (
      JSON.stringify(result?.posts[0]?.args) !==
      '[{"next":1,"keys":[],"proto":["constructor","next"],"hidden":"undefined"}]'
    )
      throw new Error(JSON.stringify(result?.posts));
  },
});
