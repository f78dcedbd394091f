// Invariant 3 of SPEC section 4: the host encodes no endless host name for a guest.
import { expect } from "chai";
import { isSource } from "../../src/interp/symbol-map.js";
import { globals } from "../../symbols/globals.js";

it("refuses a host name whose encoding would take seconds", () => {
  if (!isSource(globals)) throw new TypeError("the globals are a source");
  const parse = globals.host.parseUrl;
  if (parse?.kind !== "fn") throw new TypeError("parseUrl is a function");
  const call = parse.call as (url: string) => unknown;
  const name = Array.from({ length: 20_000 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join(
    "",
  );
  for (const url of [`http://${name}/`, `http:\\\\${name}`, `https:${name}?x`]) {
    expect(() => call(url)).to.throw(RangeError, "512");
  }
  expect(call(`http://a/b?${"x".repeat(5000)}`)).to.have.property("host", "a");
});
