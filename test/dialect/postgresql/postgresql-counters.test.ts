import { expect } from "chai";
import { emptySchema } from "../../../src/schema/schema.js";
import { suiteBench } from "./suite-bench.js";

const required = { nullable: false };

/** Every way to count, and none; numbers from rows are small and positive. */
const KINDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  none: { type: "integer", ...required },
  serial: { type: "serial", ...required },
  always: { type: "integer", identity: "always", ...required },
  "by default, with every option": {
    type: "bigint",
    identity: "by_default",
    counter: { start: 100, increment: 10, min: 1, max: 2n ** 60n, cache: 5, cycle: true },
    ...required,
  },
  "always, down": {
    type: "smallint",
    identity: "always",
    counter: { increment: -1, min: -9 },
    ...required,
  },
  sequence: { type: "serial", sequence: true, ...required },
  "sequence of another name, type and start": {
    type: "smallint",
    sequence: { name: 'own "numbers"', type: "bigint" },
    counter: { start: 50, cycle: true },
    ...required,
  },
};

describe("counters on PostgreSQL", () => {
  const suite = suiteBench();

  for (const [was, from] of Object.entries(KINDS)) {
    it(`goes from one that is ${was} to any other and back, and gives no number twice`, async () => {
      for (const [is, to] of Object.entries(KINDS)) {
        if (was === is) continue;
        await suite.bench.reset();
        await suite.bench.up({
          type: "create_table",
          name: "t",
          fields: [
            { name: "id", type: "integer", primaryKey: true },
            { name: "v", ...from },
          ],
        });
        const given = await addRows(from, [1, 2, 3]);
        // The furthest number is given and its row gone: only the counter knows of it.
        await suite.bench.execute("DELETE FROM t WHERE id = 3");
        await suite.bench.alter(from, to);
        const then = await addRows(to, [4]);
        await suite.bench.down(1);
        const last = await addRows(from, [5]);
        const all = [...given, ...then, ...last];
        // One that counts the other way begins anew.
        const turns = was.includes("down") !== is.includes("down");
        const numbered = was !== "none" && is !== "none" && !turns;
        if (numbered) expect(new Set(all).size, `${was}, ${is}: ${all}`).to.equal(all.length);
        expect(await suite.bench.query("SELECT id FROM t ORDER BY id")).to.have.length(4);
      }
    });
  }

  /** Rows with these ids; the numbers that they got. */
  async function addRows(
    field: Readonly<Record<string, unknown>>,
    ids: readonly number[],
  ): Promise<readonly string[]> {
    const counts = field !== KINDS.none;
    const found: string[] = [];
    for (const id of ids) {
      const sql = counts
        ? `INSERT INTO t (id) VALUES (${id}) RETURNING v::text`
        : `INSERT INTO t (id, v) VALUES (${id}, ${id}) RETURNING v::text`;
      found.push(...(await suite.bench.query(sql)).map(({ v }) => String(v)));
    }
    return found;
  }

  it("adds fields that count in each way, with numbers for rows that exist, also given ones", async () => {
    for (const [kind, field] of Object.entries(KINDS)) {
      if (kind === "none") continue;
      for (const backfill of [undefined, "id + 2"]) {
        await suite.bench.reset();
        const fields = [{ name: "id", type: "integer", primaryKey: true }];
        await suite.bench.up({ type: "create_table", name: "t", fields });
        await suite.bench.execute("INSERT INTO t VALUES (1), (2)");
        const added = { type: "add_field", table: "t", field: { name: "v", ...field } };
        await suite.bench.up({ ...added, ...(backfill !== undefined && { backfill }) });
        await suite.bench.execute("INSERT INTO t (id) VALUES (3)");
        const rows = await suite.bench.query("SELECT DISTINCT v FROM t");
        expect(rows, kind).to.have.length(3);
        await suite.bench.down(1);
      }
    }
  });

  it("renames the sequence with its table and its field, and takes another name for a taken one", async () => {
    suite.bench.state = { ...emptySchema, naming: suite.bench.dialect.naming };
    const id = { name: "id", type: "serial", sequence: true, primaryKey: true };
    const own = { name: "n", type: "bigserial", sequence: "kept" };
    await suite.bench.up(
      { type: "create_table", name: "old", fields: [id, own] },
      { type: "rename_table", oldName: "old", newName: "a_b" },
      { type: "rename_field", table: "a_b", oldName: "id", newName: "c" },
      { type: "create_table", name: "a", fields: [{ ...id, name: "b_c" }] },
      { type: "rename_table", oldName: "a_b", newName: "z" },
    );
    const sequences = "SELECT relname AS name FROM pg_class WHERE relkind = 'S' ORDER BY 1";
    const named = await suite.bench.query(sequences);
    expect(named.map(({ name }) => String(name).replace(/[0-9a-f]{8}$/, "HASH"))).to.deep.equal([
      "a_b_c_seq_HASH",
      "kept",
      "z_c_seq",
    ]);
    await suite.bench.down(5);
    expect(await suite.bench.query(sequences)).to.deep.equal([]);
  });

  it("lives in the schema of its table", async () => {
    const id = { name: "id", type: "serial", sequence: true, primaryKey: true };
    await suite.bench.up({ type: "create_table", namespace: "shop", name: "t", fields: [id] });
    await suite.bench.execute("INSERT INTO shop.t DEFAULT VALUES");
    await suite.bench.up({
      type: "alter_field",
      table: "shop.t",
      newField: { name: "id", type: "integer", identity: "always", primaryKey: true },
    });
    await suite.bench.execute("INSERT INTO shop.t DEFAULT VALUES");
    await suite.bench.down(2);
  });

  it("writes the numbers that rows bring into a field that is always counted", async () => {
    await suite.bench.up({
      type: "create_table",
      name: "t",
      fields: [
        { name: "id", type: "bigint", identity: "always", primaryKey: true },
        { name: "code", type: "text", unique: true },
        { name: "v", type: "text" },
      ],
    });
    const rows = [
      { id: 5, code: "a", v: "x" },
      { id: 6, code: "b", v: "y" },
    ];
    await suite.bench.up({ type: "upsert_data", table: "t", conflictKeys: ["id"], rows });
    const again = [{ id: 50, code: "b", v: "z" }];
    await suite.bench.up({ type: "upsert_data", table: "t", conflictKeys: ["code"], rows: again });
    await suite.bench.up({ type: "upsert_data", table: "t", conflictKeys: ["v"], rows: again });
    await suite.bench.execute("INSERT INTO t (code) VALUES ('next')");
    expect(await suite.bench.query("SELECT id::int, code, v FROM t ORDER BY id")).to.deep.equal([
      { id: 5, code: "a", v: "x" },
      { id: 6, code: "b", v: "z" },
      { id: 7, code: "next", v: null },
    ]);
    await suite.bench.down(3);
    expect(await suite.bench.query("SELECT id::int FROM t")).to.deep.equal([{ id: 7 }]);
  });

  it("reads what it does not make itself: defaults that only name a sequence, and SERIAL without NOT NULL", async () => {
    for (const sql of [
      "CREATE SEQUENCE shared",
      "CREATE TABLE t (id serial, a bigint DEFAULT nextval('shared'), b int DEFAULT nextval('shared') + 1, c numeric(5,2))",
      "CREATE SEQUENCE halves OWNED BY t.c",
      "ALTER TABLE t ALTER c SET DEFAULT nextval('halves'), ALTER id DROP NOT NULL",
    ]) {
      await suite.bench.execute(sql);
    }
    await suite.bench.adopt({
      type: "create_table",
      name: "t",
      fields: [
        { name: "id", type: "serial", sequence: true },
        { name: "a", type: "bigint", default: { sql: "nextval('shared')" } },
        { name: "b", type: "integer", default: { sql: "(nextval('shared') + 1)" } },
        { name: "c", type: "decimal", precision: 5, scale: 2, sequence: "halves" },
      ],
    });
  });

  it("leaves a column that SERIAL made to a serial that says no more, but calls it another", async () => {
    await suite.bench.execute("CREATE TABLE t (id SERIAL PRIMARY KEY)");
    const table = { name: "t", fields: [{ name: "id", type: "serial", primaryKey: true }] };
    const adopted = suite.bench.adopt({ type: "create_table", ...table });
    const difference = await adopted.then(String, String);
    expect(difference).to.include("after adopting");
    await suite.bench.up({
      type: "alter_field",
      table: "t",
      newField: { name: "id", type: "serial", sequence: true, primaryKey: true },
    });
  });
});
