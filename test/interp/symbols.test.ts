import { expect } from "chai";
import { InterpError } from "../../src/interp/interp-error.js";
import { exportNames, fn, source, value } from "../../src/interp/symbol-map.js";
import { createSymbols } from "../../src/interp/symbols.js";

describe("a symbol map", () => {
  it("merges modules export by export", () => {
    const symbols = createSymbols();
    symbols.register({ uuid: { v4: fn(() => "4") } });
    symbols.register({ uuid: { NIL: value("0") } });
    const { uuid } = symbols.snapshot();
    expect(uuid && exportNames(uuid)).to.deep.equal(["NIL", "v4"]);
  });

  it("refuses a second registration of a name and stays as it was", () => {
    const symbols = createSymbols();
    symbols.register({ uuid: { v4: value(1) } });
    expect(() => symbols.register({ other: { a: value(1) }, uuid: { v4: value(2) } })).to.throw(
      InterpError,
      '"v4" of module "uuid" is registered already',
    );
    expect(Object.keys(symbols.snapshot())).to.deep.equal(["uuid"]);
  });

  it("replaces a name on purpose", () => {
    const symbols = createSymbols();
    symbols.register({ uuid: { v4: value(1) }, text: source("export {}") });
    symbols.register({ uuid: { v4: value(2) }, text: { a: value(1) } }, { override: true });
    expect(symbols.snapshot().uuid).to.have.nested.property("v4.value", 2);
  });

  it("never lets a protected module be replaced or extended", () => {
    const symbols = createSymbols({ base: { core: { a: value(1) } }, protect: ["core"] });
    for (const map of [{ core: { a: value(2) } }, { core: { b: value(2) } }]) {
      expect(() => symbols.register(map, { override: true })).to.throw(InterpError, '"core"');
    }
  });

  it("gives snapshots that later registrations do not change", () => {
    const symbols = createSymbols();
    const before = symbols.snapshot();
    symbols.register({ a: { b: value(1) } });
    expect(Object.keys(before)).to.deep.equal([]);
    expect(Object.isFrozen(before)).to.equal(true);
  });

  it("takes names of Object.prototype as ordinary ones", () => {
    const symbols = createSymbols();
    symbols.register({ constructor: { toString: value(1) } } as never);
    expect(Object.keys(symbols.snapshot())).to.deep.equal(["constructor"]);
    expect(() =>
      createSymbols().register({ __proto__: { polluted: value(1) } } as never),
    ).to.not.throw();
    expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
  });

  it("refuses what is not a symbol, a module or an importable name", () => {
    for (const map of [
      { a: { b: () => 1 } },
      { a: 1 },
      { host: { a: value(1) } },
      { membrane: { a: value(1) } },
      { "./a": { a: value(1) } },
      { "": {} },
      { a: { "b-c": value(1) } },
      { globalThis: { a: value(1) } },
    ]) {
      expect(() => createSymbols().register(map as never), JSON.stringify(map)).to.throw(
        InterpError,
      );
    }
  });
});
