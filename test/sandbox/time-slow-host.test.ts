// Invariant 3 of SPEC section 4: many calls that keep the host busy are limited together.
import { expect } from "chai";
import { InterpError } from "../../src/interp/interp-error.js";
import { Interpreter } from "../../src/interp/interpreter.js";
import { fn } from "../../src/interp/symbol-map.js";
import { attackLimits } from "./attack.js";

for (const profile of ["open", "locked"] as const) {
  it(`calls of a slow synchronous host function are limited all together (${profile})`, async () => {
    const limits = attackLimits(profile, { hostCallMs: 300 });
    const interpreter = new Interpreter({ profile, limits });
    interpreter.use({
      slow: {
        work: fn(() => {
          const end = performance.now() + 20;
          while (performance.now() < end);
          return 1;
        }),
      },
    });
    const text = 'import { work } from "slow"; for (let i = 0; i < 2000; i++) work();';
    try {
      const load = interpreter.load([{ path: "a.js", text }], { entries: ["a.js"] });
      const error = await load.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(InterpError).with.property("limit", "hostCallMs");
    } finally {
      await interpreter.dispose();
    }
  });
}
