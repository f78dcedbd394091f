import { expect } from "chai";
import { StepByStep } from "../../conformance/step-by-step.js";
import { type TestDatabase, testTargets } from "../../databases.js";

const server = testTargets.find(({ name }) => name === "mysql")?.server;

/** What was done to the column in production, and how the catalogue shows it. */
interface Handwork {
  readonly what: string;
  /** Behind the type in MODIFY COLUMN. */
  readonly attributes: string;
  readonly shown: readonly RegExp[];
  /** Shown by MariaDB; MySQL has no such thing. */
  readonly mariadb?: RegExp;
}

const handwork: readonly Handwork[] = [
  {
    what: "collation, default, visibility, comment and check",
    attributes:
      "CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'hand' INVISIBLE COMMENT 'it''s, (hand) made' " +
      "/*M! CHECK (name <> 'x, y') */",
    shown: [
      /CHARACTER SET latin1 COLLATE latin1_bin/,
      /DEFAULT 'hand'|DEFAULT \('hand'\)/,
      /INVISIBLE/,
      /COMMENT 'it''s, \(hand\) made'/,
    ],
    mariadb: /CHECK \(`name` <> 'x, y'\)/,
  },
  {
    what: "a computed default and compression",
    attributes: "/*M! COMPRESSED */ DEFAULT (CONCAT('a', ',b'))",
    shown: [/DEFAULT \(?concat\(.*'a',.*',b'\)/i],
    mariadb: /COMPRESSED/,
  },
];

const name = (more: object = {}) => ({
  name: "name",
  type: "varchar",
  length: 20,
  ...more,
});
const things = {
  type: "create_table",
  name: "things",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    name(),
    { name: "changed", type: "timestamp" },
    { name: "kind", type: "integer" },
  ],
};

const changes: readonly {
  readonly what: string;
  readonly to: object;
  readonly also?: object;
}[] = [
  { what: "made longer", to: name({ length: 40 }) },
  { what: "made required", to: name({ nullable: false }) },
  {
    what: "made required with a backfill",
    to: name({ nullable: false }),
    also: { backfill: "'none'" },
  },
  {
    what: "made longer and required",
    to: name({ length: 40, nullable: false }),
    also: { backfill: "'none'" },
  },
  { what: "made a long text", to: { name: "name", type: "text" } },
];

describe("what somebody gave a column by hand on MySQL and MariaDB", () => {
  let test: TestDatabase;
  let steps: StepByStep;
  let mariadb: boolean;

  beforeEach(async () => {
    if (server === undefined) throw new Error("no MySQL or MariaDB can be reached");
    test = await server.create();
    steps = await StepByStep.open(test, { byHand: true });
    const [row] = await steps.rows("SELECT VERSION() AS version");
    mariadb = /mariadb/i.test(String(row?.version));
    await steps.up([things]);
    await steps.connection.execute(
      "INSERT INTO things (id, name, kind) VALUES (1, 'Ada', 1), (2, 'Bob', 2)",
    );
  });
  afterEach(() => test.drop());

  async function shown(): Promise<string> {
    const [row] = await steps.rows("SHOW CREATE TABLE things");
    return String(row?.["Create Table"]);
  }

  async function lineOf(column: string): Promise<string> {
    const lines = (await shown()).split("\n");
    return (
      lines.find((line) => line.includes(`\`${column}\` `) && !/KEY|CONSTRAINT/.test(line)) ?? ""
    );
  }

  const alter = (oldField: object, newField: object, more: object = {}) => ({
    type: "alter_field",
    table: "things",
    oldField,
    newField,
    ...more,
  });
  const hand = (sql: string) => steps.connection.execute(`ALTER TABLE things ${sql}`);
  const names = async () =>
    (await steps.rows("SELECT name FROM things ORDER BY id")).map((row) => row.name);

  for (const { what, attributes, shown: patterns, mariadb: pattern } of handwork) {
    for (const { what: change, to, also } of changes) {
      it(`is kept where the field is ${change}, and on the way back: ${what}`, async () => {
        const expectKept = (line: string): void => {
          for (const one of patterns) expect(line).to.match(one);
          if (mariadb && pattern !== undefined) expect(line).to.match(pattern);
        };
        await hand(`MODIFY COLUMN name VARCHAR(20) ${attributes}`);
        const before = await lineOf("name");
        expectKept(before);
        await steps.up([alter(name(), to, also)]);
        expectKept(await lineOf("name"));
        expect(await lineOf("name")).to.not.equal(before);
        expect(await names()).to.deep.equal(["Ada", "Bob"]);
        await steps.down();
        expect(await lineOf("name")).to.equal(before);
        expect(await names()).to.deep.equal(["Ada", "Bob"]);
      });
    }
  }

  it("is kept: ON UPDATE and the current time, in the precision that the field gets", async () => {
    await hand("MODIFY COLUMN changed DATETIME(3) DEFAULT NOW(3) ON UPDATE NOW(3)");
    const field = { name: "changed", type: "timestamp" };
    await steps.up([alter(field, { ...field, precision: 6 })]);
    expect(await lineOf("changed")).to.match(
      /datetime\(6\) DEFAULT current_timestamp\(6\) ON UPDATE current_timestamp\(6\)/i,
    );
    await steps.down();
    expect(await lineOf("changed")).to.match(
      /datetime\(3\) DEFAULT current_timestamp\(3\) ON UPDATE current_timestamp\(3\)/i,
    );
  });

  it("is kept: a type that was widened, a NOT NULL, and a default that was taken away", async () => {
    await steps.up([alter(name(), name({ default: "x" }))]);
    await hand("MODIFY COLUMN name VARCHAR(90) NOT NULL");
    await steps.up([
      alter(name({ default: "x" }), {
        ...name({ default: "x" }),
        comment: "ours",
      }),
    ]);
    expect(await lineOf("name")).to.contain("`name` varchar(90) NOT NULL COMMENT 'ours'");
  });

  it("is replaced by what an operation changes itself", async () => {
    await hand("MODIFY COLUMN name VARCHAR(20) DEFAULT 'hand' COMMENT 'hand'");
    const ours = name({ default: "ours", comment: "ours" });
    await steps.up([alter(name(), ours)]);
    expect(await lineOf("name")).to.contain("DEFAULT 'ours' COMMENT 'ours'");
    await steps.down();
    expect(await lineOf("name")).to.match(/`name` varchar\(20\) DEFAULT NULL,/);
  });

  it("has no say where the type has no place for it: a collation of a number", async () => {
    await hand("MODIFY COLUMN name VARCHAR(20) CHARACTER SET latin1 COMMENT 'hand'");
    await steps.connection.execute("UPDATE things SET name = id");
    await steps.up([alter(name(), { name: "name", type: "integer" })]);
    expect(await lineOf("name")).to.match(/`name` int(?:\(11\))? DEFAULT NULL COMMENT 'hand'/);
  });

  it("is JSON's own check no longer when the field is JSON no longer", async () => {
    const field = { name: "kind", type: "json" };
    await steps.up([{ type: "drop_field", table: "things", field: "kind" }]);
    await steps.up([{ type: "add_field", table: "things", field }]);
    await steps.up([alter(field, { name: "kind", type: "text" })]);
    expect(await lineOf("kind")).to.match(/`kind` longtext(?: DEFAULT NULL)?,/);
    await steps.down();
    if (mariadb) expect(await lineOf("kind")).to.contain("json_valid");
  });

  const twice = (stored: boolean) => ({
    name: "twice",
    type: "integer",
    generated: { expression: "kind * 2", stored },
  });
  const withTwice = () => steps.up([{ type: "add_field", table: "things", field: twice(false) }]);

  it("comes back with a field that is made anew: comment, indexes and checks", async () => {
    await withTwice();
    await hand("MODIFY COLUMN twice INT GENERATED ALWAYS AS (kind * 2) VIRTUAL COMMENT 'hand'");
    await hand("ADD UNIQUE KEY hand_one (twice), ADD KEY hand_two (kind, twice DESC)");
    await hand("ADD CONSTRAINT hand_check CHECK (twice < kind * 3)");
    const before = await shown();
    await steps.up([alter(twice(false), twice(true))]);
    expect(await lineOf("twice")).to.match(/STORED COMMENT 'hand'/);
    const members = (text: string) => text.split("\n").filter((line) => line.includes("`hand_"));
    expect(members(before)).to.have.length(3);
    expect(members(await shown()).map((line) => line.replace(/,$/, ""))).to.have.members(
      members(before).map((line) => line.replace(/,$/, "")),
    );
    await steps.down();
    expect(await lineOf("twice")).to.match(/VIRTUAL COMMENT 'hand'/);
    expect(members(await shown())).to.have.length(3);
  });

  async function refusal(operation: object): Promise<string> {
    const before = await shown();
    const message = await steps.up([operation]).then(
      () => "",
      (error: unknown) => String(error),
    );
    expect(await shown()).to.equal(before);
    return message;
  }

  it("is named and refused where a field is converted in several steps", async () => {
    await hand("MODIFY COLUMN name VARCHAR(20) NOT NULL DEFAULT 'hand' COMMENT 'hand'");
    const number = { name: "name", type: "integer" };
    const message = await refusal(alter(name(), number, { using: "LENGTH(name)" }));
    expect(message).to.match(/no migration knows.*DEFAULT 'hand' on "name"; NOT NULL on "name"/);
    await hand("MODIFY COLUMN name VARCHAR(20) COMMENT 'hand'");
    await steps.again();
    expect(await lineOf("name")).to.match(/int.*COMMENT 'hand'/);
    expect(await names()).to.deep.equal([3, 3]);
  });

  it("is named and refused on a generated field that goes for a moment", async () => {
    await withTwice();
    await hand("ADD KEY hand_one (twice)");
    const rename = {
      type: "rename_field",
      table: "things",
      oldName: "kind",
      newName: "sort",
    };
    expect(await refusal(rename)).to.match(/no migration knows.*INDEX `hand_one`/);
    await hand("DROP KEY hand_one");
    await steps.again();
    expect(await lineOf("twice")).to.contain("`sort` * 2");
  });
});
