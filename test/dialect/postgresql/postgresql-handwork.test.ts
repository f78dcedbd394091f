import { expect } from "chai";
import { StepByStep } from "../../conformance/step-by-step.js";
import { type TestDatabase, testTargets } from "../../databases.js";

const server = testTargets.find(({ name }) => name === "postgresql")?.server;

const label = (more: object) => ({ name: "label", ...more });
const short = label({ type: "varchar", length: 20 });
const state = { name: "state", type: "enum", values: ["new", "old"] };
const ofColumn = `SELECT attcollation::regcollation::text AS collation, attstorage AS storage,
    attcompression AS compression, attstattarget AS target, col_description(attrelid, attnum) AS comment,
    attacl::text AS acl
  FROM pg_attribute WHERE attrelid = 'things'::regclass AND attname = `;
const kept = {
  collation: '"C"',
  storage: "e",
  compression: "p",
  target: 300,
  comment: "hand",
  acl: "{=r/postgres}",
};

describe("what somebody gave a column by hand on PostgreSQL", () => {
  let test: TestDatabase;
  let steps: StepByStep;

  beforeEach(async () => {
    if (server === undefined) throw new Error("no PostgreSQL can be reached");
    test = await server.create();
    steps = await StepByStep.open(test, { byHand: true });
    const id = { name: "id", type: "serial", primaryKey: true };
    await steps.up([{ type: "create_table", name: "things", fields: [id, short, state] }]);
    for (const sql of [
      `ALTER TABLE things ALTER label TYPE varchar(20) COLLATE "C"`,
      "ALTER TABLE things ALTER label SET STORAGE EXTERNAL, ALTER label SET COMPRESSION pglz",
      "ALTER TABLE things ALTER label SET STATISTICS 300",
      "COMMENT ON COLUMN things.label IS 'hand'",
      "GRANT SELECT (label) ON things TO public",
      "INSERT INTO things (label, state) VALUES ('12', 'new'), ('7', 'old')",
    ]) {
      await steps.connection.execute(sql);
    }
  });
  afterEach(() => test.drop());

  const alter = (oldField: object, newField: object, more: object = {}) => ({
    type: "alter_field",
    table: "things",
    oldField,
    newField,
    ...more,
  });
  const column = async (name = "label") => (await steps.rows(`${ofColumn}'${name}'`))[0];
  const labels = async () =>
    (await steps.rows("SELECT label FROM things ORDER BY id")).map((row) => row.label);

  for (const [what, to, more] of [
    ["made longer", label({ type: "varchar", length: 40 }), {}],
    ["made a long text", label({ type: "text" }), {}],
    ["converted", label({ type: "text" }), { using: "label || ''", downUsing: "label" }],
  ] as const) {
    it(`is kept where the field is ${what}, and on the way back`, async () => {
      expect(await column()).to.deep.equal(kept);
      await steps.up([alter(short, to, more)]);
      expect(await column()).to.deep.equal(kept);
      await steps.down();
      expect(await column()).to.deep.equal(kept);
      expect(await labels()).to.deep.equal(["12", "7"]);
    });
  }

  it("has no say where the type has no place for it", async () => {
    await steps.up([alter(short, label({ type: "integer" }), { using: "label::integer" })]);
    expect(await labels()).to.deep.equal([12, 7]);
    expect((await column())?.collation).to.equal("-");
  });

  it("gives way to what an operation sets itself", async () => {
    await steps.up([alter(short, label({ type: "text", collation: "POSIX" }))]);
    expect((await column())?.collation).to.equal('"POSIX"');
  });

  it("is kept where a list of values is made anew", async () => {
    await steps.connection.execute("ALTER TABLE things ALTER state SET STATISTICS 7");
    await steps.up([alter(state, { ...state, values: ["old", "new"] })]);
    expect((await column("state"))?.target).to.equal(7);
  });
});
