import { expect } from "chai";
import type { TableChange } from "../../../src/dialect/schema-change.js";
import type { Statement } from "../../../src/dialect/statement.js";
import { requireField } from "../../../src/schema/find-field.js";
import { type Schema, schemaOf } from "../../../src/schema/schema.js";
import { makeIndex, makeTable, type Table } from "../../../src/schema/table.js";
import { table, withField, withoutField } from "../../conformance/bench-tables.js";
import type { Workbench } from "../../conformance/workbench.js";
import { sqliteBench } from "./sqlite-bench.js";

const people = table("people", [
  { name: "id", type: "serial", nullable: false },
  { name: "name", type: "varchar", length: 20, nullable: false },
  { name: "state", type: "enum", values: ["new", "old"] },
  { name: "age", type: "integer" },
]);
const teams = table("teams", [
  { name: "id", type: "serial", nullable: false },
  { name: "label", type: "text" },
]);
const renamed = withField(people, { name: "name", type: "varchar", length: 30, nullable: false });
const noOptions = { using: undefined, backfill: undefined };

describe("a rebuild starts from the real table and", () => {
  let bench: Workbench;

  beforeEach(async () => {
    bench = await sqliteBench();
  });
  afterEach(() => bench.close());

  const schemaWith = (one: Table): Schema => schemaOf({ tables: [one, teams] });
  const changeTo = (to: Table, from = people): TableChange => {
    return { before: schemaWith(from), after: schemaWith(to), from, to };
  };
  const alter = (to: Table, field: string, from = people): readonly Statement[] =>
    bench.editor(schemaWith(to)).alterField({
      change: changeTo(to, from),
      oldField: requireField(from, field),
      newField: requireField(to, field),
      options: noOptions,
    });

  async function sqlOf(name: string): Promise<string> {
    const [row] = await bench.rows(`SELECT sql FROM sqlite_schema WHERE name = '${name}'`);
    return String(row?.sql);
  }

  async function failure(work: Promise<unknown>): Promise<unknown> {
    return await work.then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  /** The tables as the migrations know them, and what was done in production. */
  async function withHandwork(): Promise<void> {
    await bench.create([people, teams]);
    for (const sql of [
      "INSERT INTO people (name, state, age) VALUES ('Ada', 'new', 36), ('Bob', 'old', 40)",
      "INSERT INTO teams (label) VALUES ('red')",
      "ALTER TABLE people ADD COLUMN legacy TEXT NOT NULL DEFAULT 'kept' COLLATE NOCASE",
      "ALTER TABLE people ADD COLUMN team INTEGER REFERENCES teams (id) ON DELETE CASCADE",
      "ALTER TABLE people ADD COLUMN ratio REAL CONSTRAINT ratio_small CHECK (ratio < 2)",
      "ALTER TABLE people ADD COLUMN twice INTEGER GENERATED ALWAYS AS (age * 2) VIRTUAL",
      "UPDATE people SET legacy = upper(name), team = 1, ratio = 0.5",
    ])
      await bench.connection.execute(sql);
  }

  const rows = "SELECT name, legacy, team, ratio, twice FROM people ORDER BY id";
  const kept = [
    { name: "Ada", legacy: "ADA", team: 1, ratio: 0.5, twice: 72 },
    { name: "Bob", legacy: "BOB", team: 1, ratio: 0.5, twice: 80 },
  ];

  async function expectHandwork(): Promise<void> {
    expect(await bench.rows(rows)).to.deep.equal(kept);
    const insert = (columns: string, values: string): Promise<unknown> =>
      failure(
        bench.connection.execute(`INSERT INTO people (name, ${columns}) VALUES ('x', ${values})`),
      );
    expect(await insert("legacy", "NULL")).to.match(/NOT NULL constraint failed: people.legacy/);
    expect(await insert("team", "99")).to.match(/FOREIGN KEY constraint failed/);
    expect(await insert("ratio", "3")).to.match(/CHECK constraint failed: ratio_small/);
    expect(await bench.rows("SELECT name FROM people WHERE legacy = 'ada'")).to.have.length(1);
    await bench.connection.execute("DELETE FROM teams");
    expect(await bench.count("people")).to.equal(0);
  }

  it("keeps columns that no migration knows when a field is altered", async () => {
    await withHandwork();
    await bench.run(alter(renamed, "name"));
    expect(await sqlOf("people")).to.include("VARCHAR(30)");
    await expectHandwork();
  });

  it("keeps them when a foreign key, a required field or a constraint comes", async () => {
    await withHandwork();
    const keyed = makeTable({
      ...withField(people, { name: "boss", type: "integer", nullable: false }),
      checks: [{ name: "ck_age", expression: "age > 0" }],
    });
    const change = changeTo(keyed);
    await bench.run(bench.editor(change.after).addField(change, requireField(keyed, "boss"), "id"));
    expect(await bench.rows("SELECT boss FROM people")).to.deep.equal([{ boss: 1 }, { boss: 2 }]);
    const key = {
      name: "fk_boss",
      fields: ["boss"],
      table: "people",
      targetFields: ["id"],
      onDelete: "NO_ACTION",
      onUpdate: "NO_ACTION",
      deferrable: false,
    } as const;
    const referring = makeTable({ ...keyed, foreignKeys: [key] });
    await bench.run(
      bench.editor(schemaWith(referring)).addForeignKey(changeTo(referring, keyed), key),
    );
    expect(await bench.rows(rows)).to.deep.equal(kept);
    expect(await bench.rows("PRAGMA foreign_key_list(people)")).to.have.length(2);
    expect(await sqlOf("people")).to.include("ck_age");
  });

  it("keeps them when a field goes that only a rebuild can drop", async () => {
    await withHandwork();
    const to = withoutField(people, "state", {
      checks: [{ name: "ck_age", expression: "age > 0" }],
    });
    const change = changeTo(to);
    await bench.run(bench.editor(change.after).dropField(change, requireField(people, "state")));
    expect(await sqlOf("people")).to.not.include("state");
    await expectHandwork();
  });

  it("keeps a column in its place, between those that the migrations know", async () => {
    await bench.connection.execute(
      "CREATE TABLE people (early TEXT, id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name VARCHAR(20) NOT NULL, middle TEXT, state ENUM_TEXT CHECK (state IN ('new', 'old')), age INTEGER)",
    );
    await bench.connection.execute("INSERT INTO people VALUES ('e', 7, 'Ada', 'm', 'new', 36)");
    await bench.run(alter(renamed, "name"));
    expect(await bench.rows("SELECT * FROM people")).to.deep.equal([
      { early: "e", id: 7, name: "Ada", middle: "m", state: "new", age: 36 },
    ]);
    await bench.connection.execute("DELETE FROM people");
    await bench.insert("people", { name: "Bob" });
    expect(await bench.rows("SELECT id FROM people")).to.deep.equal([{ id: 8 }]);
  });

  it("keeps checks, uniques, collations, defaults and conflict clauses made by hand", async () => {
    await bench.connection.execute(
      `CREATE TABLE people (
         id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
         name VARCHAR(20) NOT NULL COLLATE NOCASE UNIQUE ON CONFLICT IGNORE,
         state ENUM_TEXT DEFAULT 'new' CHECK (state IN ('new', 'old')),
         age INTEGER CHECK (age > 0),
         CONSTRAINT adult CHECK (age >= 18 OR people.state = 'new')
       ) STRICT`.replace(/VARCHAR\(20\)|ENUM_TEXT/g, "TEXT"),
    );
    const required = withField(people, { name: "age", type: "integer", nullable: false });
    await bench.insert("people", { name: "Ada", age: 36 });
    await bench.insert("people", { name: "ADA", age: 37 });
    await bench.run(alter(required, "age"));
    const { connection } = bench;
    await connection.execute("INSERT INTO people (name, age) VALUES ('aDa', 38)");
    expect(await bench.rows("SELECT name, state, age FROM people")).to.deep.equal([
      { name: "Ada", state: "new", age: 36 },
    ]);
    for (const [state, age, message] of [
      ["new", -1, /CHECK constraint failed: age > 0/],
      ["old", 3, /CHECK constraint failed: adult/],
      ["x", 33, /CHECK constraint failed/],
      ["new", null, /NOT NULL constraint failed/],
      ["new", "many", /cannot store TEXT value in INTEGER column/],
    ] as const) {
      const values = [state, age];
      const insert = connection.execute(
        "INSERT INTO people (name, state, age) VALUES ('y', ?, ?)",
        values,
      );
      expect(await failure(insert)).to.match(message);
    }
  });

  it("changes what the change is about, also where the table differs", async () => {
    await withHandwork();
    const more = withField(people, { name: "state", type: "enum", values: ["new", "old", "gone"] });
    await bench.run(alter(more, "state"));
    await bench.insert("people", { name: "Cyd", state: "gone" });
    const text = withField(more, {
      name: "age",
      type: "text",
      default: { kind: "literal", value: "1" },
    });
    await bench.run(alter(text, "age", more));
    expect(await sqlOf("people")).to.include(`"age" TEXT DEFAULT '1'`);
    expect(await bench.rows("SELECT name, legacy FROM people WHERE state = 'gone'")).to.deep.equal([
      { name: "Cyd", legacy: "kept" },
    ]);
  });

  it("keeps an index of the migrations in the form that it has", async () => {
    const indexed = makeTable({
      ...people,
      indexes: [
        makeIndex({ name: "ix_age", parts: [{ field: "age" }] }),
        makeIndex({ name: "ix_state", parts: [{ field: "state" }] }),
      ],
    });
    await bench.create([indexed, teams]);
    await bench.connection.execute("DROP INDEX ix_age");
    await bench.connection.execute("DROP INDEX ix_state");
    await bench.connection.execute("CREATE UNIQUE INDEX ix_age ON people (age, name)");
    const to = withField(indexed, { name: "name", type: "varchar", length: 30, nullable: false });
    await bench.run(alter(to, "name", indexed));
    expect(
      await bench.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'index'"),
    ).to.deep.equal([{ name: "ix_age", sql: "CREATE UNIQUE INDEX ix_age ON people (age, name)" }]);
  });

  it("refuses a field whose name is a column's that no migration knows", async () => {
    await withHandwork();
    const to = withField(people, { name: "Legacy", type: "integer", nullable: false });
    const change = changeTo(to);
    const error = await failure(
      bench.run(bench.editor(change.after).addField(change, requireField(to, "Legacy"), "1")),
    );
    expect(error).to.include({
      code: "DIALECT_TABLE_DIFFERS",
      message: 'table "people" has a column "legacy" already, which no migration knows',
    });
    expect(await bench.rows(rows)).to.deep.equal(kept);
  });

  it("refuses to drop a field that something made by hand needs", async () => {
    await bench.connection.execute(
      "CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name VARCHAR(20) NOT NULL, state ENUM_TEXT CHECK (state IN ('new', 'old')), age INTEGER, CHECK (length(name) > age), UNIQUE (age, name))",
    );
    await bench.insert("people", { name: "Ada", age: 1 });
    const to = withoutField(people, "age", { checks: [{ name: "ck", expression: "id > 0" }] });
    const change = changeTo(to);
    const drop = bench.editor(change.after).dropField(change, requireField(people, "age"));
    expect(await failure(bench.run(drop))).to.include({
      code: "DIALECT_TABLE_DIFFERS",
      message:
        'table "people" has "CHECK (length(name) > age)", which no migration knows, and it needs the column "age", which is to go',
    });
    expect(await bench.rows("SELECT name, age FROM people")).to.deep.equal([
      { name: "Ada", age: 1 },
    ]);
  });
});
