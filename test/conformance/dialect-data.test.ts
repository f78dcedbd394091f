import { expect } from "chai";
import type { Upsert, UpsertRow } from "../../src/dialect/schema-change.js";
import { DefaultRef } from "../../src/schema/default-ref.js";
import { schemaOf } from "../../src/schema/schema.js";
import type { Table } from "../../src/schema/table.js";
import { describeEachDatabase } from "../databases.js";
import { table } from "./bench-tables.js";
import { Workbench } from "./workbench.js";

const book = table(
  "book",
  [
    { name: "migration", type: "varchar", length: 120, nullable: false },
    { name: "operation", type: "integer", nullable: false },
    { name: "row_key", type: "varchar", length: 190, nullable: false },
  ],
  { primaryKey: { name: undefined, fields: ["migration", "operation", "row_key"] } },
);

const things = table(
  "things",
  [
    { name: "code", type: "varchar", length: 20, nullable: false },
    { name: "region", type: "varchar", length: 20 },
    { name: "amount", type: "decimal", precision: 12, scale: 2 },
    { name: "big", type: "bigint" },
    { name: "raw", type: "bytes" },
    { name: "at", type: "timestamp" },
    { name: "facts", type: "json" },
    { name: "is_open", type: "boolean" },
    {
      name: "kind",
      type: "varchar",
      length: 10,
      nullable: false,
      default: { kind: "literal", value: "none" },
    },
  ],
  { uniques: [{ name: "uq_code", fields: ["code"] }] },
);

describeEachDatabase("UpsertData", (server) => {
  let bench: Workbench;

  before(async () => {
    bench = await Workbench.open(server);
    await bench.create([book, things]);
  });
  after(() => bench.close());
  beforeEach(async () => {
    await bench.connection.execute("DELETE FROM things");
    await bench.connection.execute("DELETE FROM book");
  });

  function upsert(
    conflictKeys: readonly string[],
    rows: readonly UpsertRow[],
    of: Table = things,
  ): Upsert {
    const schema = schemaOf({ tables: [book, of] });
    return {
      table: of,
      schema,
      conflictKeys,
      rows,
      origin: { migration: "0001_it's", operation: 2 },
    };
  }

  const up = (request: Upsert) => bench.run(bench.editor(request.schema).upsert(request));
  const down = (request: Upsert) => bench.run(bench.editor(request.schema).removeUpserted(request));
  const codes = async () =>
    (await bench.rows("SELECT code FROM things ORDER BY code")).map((row) => row.code);

  it("inserts what is new, updates what is there, and removes only what was new", async () => {
    await bench.insert("things", { code: "a", kind: "old" });
    const request = upsert(
      ["code"],
      [
        { code: "a", kind: "new" },
        { code: "b", kind: "new" },
      ],
    );
    await up(request);
    expect(await bench.rows("SELECT code, kind FROM things ORDER BY code")).to.deep.equal([
      { code: "a", kind: "new" },
      { code: "b", kind: "new" },
    ]);
    await down(request);
    expect(await codes()).to.deep.equal(["a"]);
    expect(await bench.count("book")).to.equal(0);
  });

  it("leaves a row alone when all of its columns are keys", async () => {
    const request = upsert(["code"], [{ code: "a" }, { code: "b" }]);
    await up(request);
    await up(request);
    expect(await codes()).to.deep.equal(["a", "b"]);
    await down(request);
    expect(await codes()).to.deep.equal([]);
  });

  it("finds rows by keys that hold NULL, and by keys that nothing makes unique", async () => {
    await bench.insert("things", { code: "a", kind: "old" });
    await bench.insert("things", { code: "b", region: "n", kind: "old" });
    const request = upsert(
      ["region", "code"],
      [
        { region: null, code: "a", kind: "new" },
        { region: "n", code: "b", kind: "new" },
        { region: "s", code: "c", kind: "new" },
      ],
    );
    await up(request);
    expect(await bench.rows("SELECT code, kind FROM things ORDER BY code")).to.deep.equal([
      { code: "a", kind: "new" },
      { code: "b", kind: "new" },
      { code: "c", kind: "new" },
    ]);
    await down(request);
    expect(await codes()).to.deep.equal(["a", "b"]);
  });

  it("takes rows with different columns, and defaults for those left out", async () => {
    await up(
      upsert(
        ["code"],
        [
          { code: "a", kind: "x" },
          { code: "b", amount: "1.50" },
          { code: "c", kind: new DefaultRef("blank") },
        ],
      ),
    );
    expect(await bench.rows("SELECT code, kind FROM things ORDER BY code")).to.deep.equal([
      { code: "a", kind: "x" },
      { code: "b", kind: "none" },
      { code: "c", kind: "" },
    ]);
  });

  it("carries decimals, bigint, bytes, dates, JSON and booleans unharmed", async () => {
    const at = new Date("2026-11-24T18:44:56.000Z");
    await up(
      upsert(
        ["code"],
        [
          {
            code: "a",
            amount: "1234567890.25",
            big: 9007199254740993n,
            raw: Uint8Array.of(0, 1, 255),
            at,
            facts: { "it's": [1, null, "ü"] },
            is_open: true,
          },
        ],
      ),
    );
    const [row] = await bench.rows("SELECT amount, big, raw, at, facts, is_open FROM things");
    expect(Number(row?.amount)).to.equal(1234567890.25);
    expect(row?.big).to.equal(9007199254740993n);
    expect(row?.raw).to.deep.equal(Uint8Array.of(0, 1, 255));
    expect(row?.at).to.deep.equal(at);
    const facts = typeof row?.facts === "string" ? JSON.parse(row.facts) : row?.facts;
    expect(facts).to.deep.equal({ "it's": [1, null, "ü"] });
    expect([1, true]).to.include(row?.is_open);
  });

  it("takes the last of two rows with one key", async () => {
    await up(
      upsert(
        ["code"],
        [
          { code: "a", kind: "one" },
          { code: "a", kind: "two" },
        ],
      ),
    );
    expect(await bench.rows("SELECT code, kind FROM things")).to.deep.equal([
      { code: "a", kind: "two" },
    ]);
  });

  it("carries many rows in few statements", async () => {
    const rows = Array.from({ length: 950 }, (_, at) => ({ code: `c${at}`, kind: "many" }));
    const request = upsert(["code"], rows);
    expect(bench.editor(request.schema).upsert(request).length).to.be.at.most(40);
    await up(request);
    expect(await bench.count("things")).to.equal(950);
    await down(request);
    expect(await bench.count("things")).to.equal(0);
  });

  it("refuses a field that does not exist and a value that fits no column", () => {
    const editor = bench.editor(schemaOf({ tables: [things] }));
    expect(() => editor.upsert(upsert(["code"], [{ code: "a", colour: 1 }]))).to.throw(/"colour"/);
    expect(() => editor.upsert(upsert(["code"], [{ code: {} }]))).to.throw(
      /object in field "code"/,
    );
    expect(() => editor.upsert(upsert(["code"], [{ code: "a", big: Number.NaN }]))).to.throw(/NaN/);
  });
});
