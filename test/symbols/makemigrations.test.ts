import { readFileSync } from "node:fs";
import { expect } from "chai";
import * as author from "../../src/index.js";
import { operationTypes } from "../../src/operation/index.js";
import { generateMakemigrations } from "../../symbols/generate-makemigrations.js";
import { builtIn, symbols } from "../../symbols/index.js";
import { inSandbox } from "./both-ways.js";

describe("the module makemigrations of the sandbox", () => {
  it("is generated from the list of operations, and the file that is checked in is up to date", () => {
    const file = new URL("../../../symbols/guest/makemigrations.ts", import.meta.url);
    expect(readFileSync(file, "utf8")).to.equal(generateMakemigrations(operationTypes));
  });

  it("offers exactly the names that src/index.ts offers natively", async () => {
    const [names] = await inSandbox({
      imports: 'import * as m from "makemigrations";',
      expressions: ["Object.keys(m).sort()"],
    });
    expect(JSON.parse(names ?? "")).to.deep.equal(Object.keys(author).sort());
  });

  it("declares exactly what it exports, and so does every other source of the map", async () => {
    for (const [specifier, module] of Object.entries(builtIn().snapshot())) {
      if (module.kind !== "source" || specifier === "globalThis") continue;
      const [names] = await inSandbox({
        imports: `import * as all from "${specifier}";`,
        expressions: ["Object.keys(all).sort()"],
      });
      expect(JSON.parse(names ?? ""), specifier).to.deep.equal(
        [...(module.exports as string[])].sort(),
      );
    }
  });

  it("makes the same data as the native classes", async () => {
    const expressions = [
      'new m.CreateTable({ name: "t", fields: [{ name: "a", type: "text" }], type: "ignored" })',
      'new m.RunSQL({ forwardSQL: "x", backwardSQL: m.noop })',
      'm.ref("now")',
      'm.bytes("AAE=")',
      "m.noop",
      "Object.isFrozen(m.noop) && Object.isFrozen(m.ref('a'))",
    ];
    const inside = await inSandbox({
      imports: 'import * as m from "makemigrations";',
      expressions,
    });
    const evaluate = (expression: string): unknown =>
      new Function("m", `return ${expression}`)(author);
    for (const [index, expression] of expressions.entries()) {
      expect(JSON.parse(inside[index] ?? ""), expression).to.deep.equal(
        JSON.parse(JSON.stringify(evaluate(expression))),
      );
    }
  });
});

describe("the symbols of the process", () => {
  it("hold the built-in modules and nothing else", () => {
    expect(Object.keys(builtIn().snapshot()).sort()).to.deep.equal([
      "globalThis",
      "makemigrations",
      "node:assert",
      "node:crypto",
      "node:path",
      "node:util",
    ]);
  });

  it("never let makemigrations be replaced or extended", () => {
    for (const override of [true, false]) {
      expect(() => builtIn().register({ makemigrations: { x: symbols.value(1) } }, { override }))
        .to.throw()
        .with.property("code", "INTERP_SYMBOL_PROTECTED");
    }
  });

  it("are copied: what is registered later does not reach a snapshot", () => {
    const own = builtIn();
    const before = own.snapshot();
    own.register({ mine: { one: own.value(1) } });
    expect(Object.hasOwn(before, "mine")).to.equal(false);
    expect(Object.hasOwn(own.snapshot(), "mine")).to.equal(true);
    expect(Object.hasOwn(builtIn().snapshot(), "mine")).to.equal(false);
  });
});
