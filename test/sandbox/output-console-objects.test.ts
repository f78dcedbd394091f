// Invariant 3 of SPEC section 4: logging hostile objects runs none of their code.
import { attack } from "./attack.js";

attack("logging hostile objects runs none of their code", {
  source: `
console.log({ get a() { for (;;) {} }, toJSON() { for (;;) {} }, toString() { for (;;) {} }, [Symbol.toStringTag]: "x", [Symbol.for("nodejs.util.inspect.custom")]() { for (;;) {} } });
let deep: unknown = 1;
for (let i = 0; i < 1000; i++) deep = { deep };
console.log(deep, "x".repeat(200000), 10n ** 5000n);
`,
  ends: "harmless",
});
