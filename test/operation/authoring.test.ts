import { expect } from "chai";
import * as m from "../../src/index.js";
import { operationTypes, parseOperation } from "../../src/operation/index.js";
import { samples } from "./samples.js";

describe("the author's API", () => {
  const api: Readonly<Record<string, unknown>> = m;

  it("has exactly one class for every operation, its own base class, and four functions", () => {
    const classes = operationTypes.map(({ className }) => className);
    expect(Object.keys(m).sort()).to.deep.equal(
      [...classes, "Operation", "bytes", "noop", "ref", "register", "verbatim"].sort(),
    );
  });

  for (const { className, kind } of operationTypes) {
    it(`${className} is the same as { type: "${kind}" }`, () => {
      const Class = api[className] as new (data: object) => object;
      for (const { operation } of samples[kind] ?? []) {
        const { type, ...data } = operation;
        const made = new Class(data);
        expect({ ...made }).to.deep.equal({ ...data, type });
        expect(parseOperation(made, "$")).to.deep.equal(parseOperation(operation, "$"));
      }
    });
  }

  it("the class decides the type, whatever the data says", () => {
    const data: m.DropTableData = { name: "a", ...{ type: "run_sql" } };
    expect(new m.DropTable(data).type).to.equal("drop_table");
  });

  it("ref, bytes, verbatim and noop are plain data", () => {
    const shown = JSON.stringify([m.ref("now"), m.bytes("aGk="), m.verbatim("5"), m.noop]);
    expect(shown).to.equal('[{"$ref":"now"},{"$bytes":"aGk="},{"$verbatim":"5"},{"$noop":true}]');
  });

  it("rows hold scalars, dates, bytes, JSON and refs, as copies", () => {
    const bytes = new Uint8Array([1, 2]);
    const row = {
      id: 1n,
      at: new Date(0),
      raw: bytes,
      text: m.bytes("aGk="),
      now: m.ref("now"),
      own: m.verbatim("null"),
      json: { a: [1, null, { $ref: "x", more: 1 }] },
      none: undefined,
    };
    const operation = parseOperation(
      new m.UpsertData({ table: "t", conflictKeys: ["id"], rows: [row] }),
      "$",
    );
    bytes[0] = 9;
    const [data] = operation.toData().rows as readonly object[];
    expect(data).to.deep.equal({
      id: 1n,
      at: new Date(0),
      raw: new Uint8Array([1, 2]),
      text: new Uint8Array([104, 105]),
      now: { $ref: "now" },
      own: { $verbatim: "null" },
      json: { a: [1, null, { $ref: "x", more: 1 }] },
      none: null,
    });
  });
});
