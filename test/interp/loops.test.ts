import { expect } from "chai";
import { loopsAround, loopsIn, stuckIn } from "../../src/interp/worker/loops.js";
import { loadSucrase } from "../../src/interp/worker/sucrase.js";

/** The text of the loop around `HERE`, of each place given from the innermost frame outwards. */
function stuck(code: string): string | undefined {
  const sucrase = loadSucrase();
  const loops = loopsIn(code, sucrase.strip(code).tokens, sucrase);
  const around = [...code.matchAll(/HERE/g)].flatMap(({ index }) => loopsAround(loops, index));
  const found = stuckIn(around);
  return found && code.slice(found.start, found.end);
}

describe("the loop in which a program was", () => {
  it("is around the place, whatever its body is", () => {
    expect(stuck("a(); while (x) { HERE; } b();")).to.equal("while (x) { HERE; }");
    const braces = `\`\${[1]}\`, () => { y; }`;
    expect(stuck(`a(); while (x) HERE(${braces}); b();`)).to.equal(`while (x) HERE(${braces});`);
    expect(stuck("do { HERE; } while (x); while (y) {}")).to.equal("do { HERE; } while (x)");
    expect(stuck("for (;;) for (const a of b) HERE; c();")).to.equal(
      "for (;;) for (const a of b) HERE;",
    );
    expect(stuck("while (x) {} HERE; a.for(b); ({ while: 1 });")).to.equal(undefined);
    expect(stuck("async () => { for await (const a of b) { HERE; } }")).to.equal(
      "for await (const a of b) { HERE; }",
    );
  });

  it("is the one that does not end by itself", () => {
    expect(stuck("for (const a of b) { while (x) { HERE; } }")).to.equal("while (x) { HERE; }");
    expect(stuck("while (true) { for (let i = 0; i < 9; i++) { HERE; } }")).to.match(/^while/);
    expect(stuck("while (x) { for (;;) { HERE; } }")).to.equal("for (;;) { HERE; }");
    expect(stuck("for (let i = 0; i < 9; ) { for (const a in b) HERE; }")).to.match(/^for \(let/);
    // The innermost frame comes first: a function that the loop calls.
    expect(
      stuck("function f() { for (let i = 0; i < 9; i++) { HERE; } } while (x) { f(HERE); }"),
    ).to.equal("while (x) { f(HERE); }");
  });
});
