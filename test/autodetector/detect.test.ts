import { expect } from "chai";
import { detect } from "../../src/autodetector/detect.js";
import type { Questioner } from "../../src/autodetector/questioner.js";
import { loadText } from "../yaml/files.js";
import { answers, between, ID, key, SILENT, table, told } from "./told.js";

describe("operations between two schemas", () => {
  it("are none where nothing differs but the order", () => {
    const a = table("a", "{ name: x, type: text }", "{ name: y, type: text }");
    const b = table("a", "{ name: y, type: text }", "{ name: x, type: text }");
    expect(told(a, b)).to.deep.equal([]);
  });

  it("make tables, those that are referred to first, and drop them the other way round", () => {
    const schema =
      table("a", key("b_id", "b"), key("own", "a")) + table("b", key("c_id", "c")) + table("c");
    expect(told("", schema)).to.deep.equal([
      "Create table c (1 field)",
      "Create table b (2 fields)",
      "Create table a (3 fields)",
    ]);
    expect(told(schema, "")).to.deep.equal(["Drop table a", "Drop table b", "Drop table c"]);
  });

  it("break circles of foreign keys in both directions", () => {
    const schema =
      `- { name: a, fields: [${ID}, ${key("b_id", "b")}], indexes: [{ fields: [b_id] }] }\n` +
      table("b", key("a_id", "a"));
    expect(told("", schema)).to.deep.equal([
      "Create table a (1 field)",
      "Create table b (2 fields)",
      "Add field b_id to a",
      "Add index idx_a_b_id to a",
    ]);
    const down = told(schema, "");
    expect(down[0]).to.match(/^Drop foreign key/);
    expect(down.slice(-2).toSorted()).to.deep.equal(["Drop table a", "Drop table b"]);
  });

  it("leave a field of a circle in its place when it has a type of its own", () => {
    const schema =
      `- { name: a, fields: [${ID}, { name: b_id, type: integer, foreign_key: { table: b } }, { name: last, type: text }] }\n` +
      table("b", key("a_id", "a"));
    expect(told("", schema)).to.deep.equal([
      "Create table a (3 fields)",
      "Create table b (2 fields)",
      "Add foreign key fk_a_b_id from a to b",
    ]);
  });

  it("break a circle through primary keys by a foreign key that comes last", () => {
    const schema = `
- { name: a, fields: [{ name: id, type: integer, primary_key: true, foreign_key: { table: b } }] }
- { name: b, fields: [{ name: id, type: integer, primary_key: true, foreign_key: { table: a } }] }
`;
    expect(told("", schema)).to.deep.equal([
      "Create table a (1 field)",
      "Create table b (1 field)",
      "Add foreign key fk_a_id from a to b",
    ]);
  });

  it("drop indexes and foreign keys before the fields and tables that they hold", () => {
    const from =
      `- { name: a, fields: [${ID}, { name: x, type: integer }, { name: y, type: integer, foreign_key: { table: b } }], indexes: [{ fields: [x] }] }\n` +
      table("b");
    expect(told(from, table("a", "{ name: y, type: integer }"))).to.deep.equal([
      "Drop foreign key fk_a_y from a",
      "Drop index idx_a_x from a",
      "Drop field x from a",
      "Drop table b",
    ]);
  });

  it("move a foreign key from a table that goes to one that comes", () => {
    const from = table("a", key("x", "b")) + table("b");
    const to = table("a", key("x", "c")) + table("c", "{ name: n, type: text }");
    const [first, ...rest] = told(from, to, answers({ renames: { "b:c": false } }));
    expect([first, ...rest]).to.deep.equal([
      "Create table c (2 fields)",
      "Alter field x of a",
      "Drop table b",
    ]);
  });

  it("change a field once however much of it changes", () => {
    const from = table("a", "{ name: x, type: varchar, length: 10 }");
    const to = table(
      "a",
      "{ name: x, type: varchar, length: 20, nullable: false, default: z, comment: c, unique: true }",
    );
    const { operations } = between(from, to);
    expect(operations.map((one) => one.toData())).to.deep.equal([
      {
        type: "alter_field",
        table: "a",
        oldField: { name: "x", type: "varchar", length: 10 },
        newField: {
          name: "x",
          type: "varchar",
          nullable: false,
          unique: true,
          length: 20,
          default: { value: "z" },
          comment: "c",
        },
      },
    ]);
  });

  it("rename only what somebody says is renamed, and change it as well", () => {
    const from =
      table("people", "{ name: mail, type: varchar, length: 10 }") + table("x", key("p", "people"));
    const to =
      table("users", "{ name: email, type: varchar, length: 20 }") + table("x", key("p", "users"));
    const yes = answers({ renames: { "people:users": true, "users.mail:email": true } });
    expect(told(from, to, yes)).to.deep.equal([
      "Rename table people to users",
      "Rename field mail of users to email",
      "Alter field email of users",
    ]);
    const no = answers({ renames: { "people:users": false } });
    expect(told(from, to, no)).to.deep.equal([
      "Create table users (2 fields)",
      "Alter field p of x",
      "Drop table people",
    ]);
    const open = between(from, to, SILENT);
    expect(open.questions.map(({ kind, id }) => `${kind} ${id}`)).to.deep.equal([
      "rename people:users",
      "rename users.mail:email",
    ]);
  });

  it("name the new tables that a table may be that goes, the most alike first, at most three", () => {
    const text = (name: string) => `{ name: ${name}, type: text }`;
    const from = table("users", [text("a"), text("b"), text("c")].join(", "));
    const to = [
      table("logs", [text("d"), text("e"), text("f")].join(", ")),
      table("notes", [text("g"), text("h"), text("i")].join(", ")),
      table("people", [text("a"), text("x"), text("y"), text("z")].join(", ")),
      table("tags", [text("a"), text("j"), text("k"), text("l"), text("m")].join(", ")),
    ].join("");
    const renames = (answered: Questioner) =>
      between(from, to, answered).questions.map((one) => ("renames" in one ? one.renames : []));
    expect(renames(SILENT)).to.deep.equal([["users:people", "users:tags", "users:logs"]]);
    const no = { ...SILENT, rename: (id: string) => (id === "users:people" ? false : undefined) };
    expect(renames(no)).to.deep.equal([["users:tags", "users:logs", "users:notes"]]);
    const taken = between(from + table("old"), to, {
      ...SILENT,
      rename: (id) => (id === "users:people" ? true : undefined),
    });
    expect(
      taken.questions.flatMap((one) => (one.id === "drop_table old" ? [one] : [])),
    ).to.deep.equal([
      {
        kind: "destructive",
        id: "drop_table old",
        description: "Drop table old",
        renames: ["old:logs", "old:notes", "old:tags"],
      },
    ]);
  });

  it("rename what somebody names although something else is more alike", () => {
    const from = table("users", "{ name: mail, type: text }");
    const to =
      table("people", "{ name: email, type: varchar, length: 20 }, { name: age, type: integer }") +
      table("tags", "{ name: mail, type: text }");
    const renames = { "users:people": true, "people.mail:email": true };
    expect(told(from, to, answers({ renames })).slice(0, 2)).to.deep.equal([
      "Rename table users to people",
      "Rename field mail of people to email",
    ]);
  });

  it("keep what got its name from a field or table that was renamed", () => {
    const of = (name: string, field: string) =>
      `- { name: ${name}, fields: [${ID}, { name: ${field}, type: integer, unique: true }, ${key(`${field}_id`, name)}], indexes: [{ fields: [${field}] }] }\n`;
    const renames = { "a:b": true, "b.x:y": true, "b.x_id:y_id": true };
    expect(told(of("a", "x"), of("b", "y"), answers({ renames }))).to.deep.equal([
      "Rename table a to b",
      "Rename field x of b to y",
      "Rename field x_id of b to y_id",
    ]);
  });

  it("rename an index that only has another name, and make anew one that differs", () => {
    const of = (index: string) =>
      `- { name: a, fields: [${ID}, { name: x, type: integer }], indexes: [${index}] }\n`;
    expect(told(of("{ name: i, fields: [x] }"), of("{ name: j, fields: [x] }"))).to.deep.equal([
      "Rename index i of a to j",
    ]);
    expect(
      told(of("{ name: i, fields: [x] }"), of("{ name: i, fields: [x], unique: true }")),
    ).to.deep.equal(["Drop index i from a", "Add index i to a"]);
  });

  it("ask what rows get in a field that may not be NULL, and what becomes of values", () => {
    const from = table("a", "{ name: x, type: text }");
    const to = table(
      "a",
      "{ name: x, type: integer, nullable: false }",
      "{ name: y, type: text, nullable: false }",
    );
    const open = between(from, to, SILENT);
    expect(open.questions.map(({ kind, id }) => `${kind} ${id}`)).to.deep.equal([
      "using a.x",
      "backfill a.x",
      "destructive alter_field a.x",
      "backfill a.y",
    ]);
    const given = answers({
      backfills: { "a.x": "0", "a.y": "'-'" },
      using: { "a.x": "CAST(x AS INTEGER)" },
    });
    const [alter, add] = between(from, to, given).operations.map((one) => one.toData());
    expect(alter).to.include({ using: "CAST(x AS INTEGER)", backfill: "0" });
    expect(add).to.include({ backfill: "'-'" });
  });

  it("fill rows on the way back where NULL is let in, if somebody says with what, and ask nobody", () => {
    const from = table("a", "{ name: x, type: text, nullable: false }");
    const to = table("a", "{ name: x, type: text }");
    expect(told(from, to, SILENT)).to.deep.equal(["Alter field x of a"]);
    const { operations } = between(from, to, answers({ backfills: { "a.x": "'-'" } }));
    expect(operations[0]?.toData()).to.include({ backfill: "'-'" });
  });

  it("say where rows that exist would all get one value in a unique field", () => {
    const to = (field: string) => table("a", `{ name: x, unique: true, ${field} }`);
    const notices = (field: string) => between(table("a"), to(field)).notices;
    expect(notices("type: integer, default: 1")).to.deep.equal([
      "a.x is unique, and rows that exist all get the one value: with two of them the migration fails",
    ]);
    expect(notices("type: uuid, default: new_uuid")).to.deep.equal([]);
    expect(notices("type: integer")).to.deep.equal([]);
    expect(between("", to("type: integer, default: 1")).notices).to.deep.equal([]);
  });

  it("let a person leave out, look at or forgive what loses data", () => {
    const from =
      table("a", "{ name: x, type: text }", "{ name: y, type: date }", "{ name: z, type: date }") +
      table("b");
    const open = between(from, table("a"), SILENT);
    expect(open.questions.map(({ id }) => id)).to.deep.equal([
      "drop_field a.z",
      "drop_field a.y",
      "drop_field a.x",
      "drop_table b",
    ]);
    const detected = between(
      from,
      table("a"),
      answers({
        destructive: {
          "drop_field a.x": "omit",
          "drop_field a.y": "ignore_errors",
          "drop_table b": "review",
        },
      }),
    );
    expect(
      detected.operations.map((one) => [one.describe(), one.schemaOnly, one.ignoreErrors]),
    ).to.deep.equal([
      ["Drop field z from a", false, false],
      ["Drop field y from a", false, true],
      ["Drop field x from a", true, false],
      ["Drop table b", false, false],
    ]);
    expect(detected.review).to.deep.equal([3]);
  });

  it("change the comment and the options of a table, and nothing else of them", () => {
    const from = `- { name: a, comment: old, options: { engine: InnoDB, strict: true }, fields: [${ID}] }\n`;
    const to = `- { name: a, options: { row_format: compact, strict: true }, fields: [${ID}] }\n`;
    const { operations, impossible } = between(from, to);
    expect(operations.map((one) => one.toData())).to.deep.equal([
      {
        type: "alter_table",
        table: "a",
        comment: null,
        options: { engine: null, row_format: "compact" },
      },
    ]);
    expect(impossible).to.deep.equal([]);
  });

  it("set the maps of databases, and take away those of one that is not named any more", () => {
    const a = loadText("defaults: { sqlite: { x: '1' }, mysql: { y: '2' } }\ntables: []\n").schema;
    const b = loadText(
      "defaults: { sqlite: { x: '3' } }\ntype_mappings: { mysql: { money: M } }\n",
    ).schema;
    const { operations, impossible } = detect({ from: a, to: b, questioner: SILENT });
    expect(operations.map((one) => one.toData())).to.deep.equal([
      { type: "set_type_mappings", mysql: { money: "M" } },
      { type: "set_defaults", mysql: {}, sqlite: { x: "3" } },
    ]);
    expect(impossible).to.deep.equal([]);
  });
});
