// Invariant 1 of SPEC section 4: reflect-construct makes no code.
import { attack } from "./attack.js";

attack("reflect-construct makes no code", {
  source: `
const made = Reflect.construct(Object.getPrototypeOf(() => {}).constructor, ["return 1"]);
`,
  ends: "refused",
  code: ["INTERP_GUEST_ERROR"],
});
