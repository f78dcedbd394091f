import { expect } from "chai";
import { detect } from "../../src/autodetector/detect.js";
import type { Questioner } from "../../src/autodetector/questioner.js";
import { loadText } from "../yaml/files.js";

const ID = "{ name: id, type: serial, primary_key: true }";

/** Says which tables are renamed, and that everything else is meant. */
function answers(given: { readonly renames?: Readonly<Record<string, boolean>> }): Questioner {
  return {
    rename: (id) => given.renames?.[id],
    backfill: () => undefined,
    using: () => undefined,
    destructive: () => "generate",
  };
}

describe("operations between enums and objects beside tables", () => {
  const view = (definition: string) =>
    `opaque: [{ kind: view, name: v, definition: ${definition}, depends_on: [a] }, { kind: view, name: w, definition: W, depends_on: [v] }]\n`;
  const documents = (from: string, to: string, questioner: Questioner = answers({})) => {
    const detected = detect({
      from: loadText(from).schema,
      to: loadText(to).schema,
      questioner,
    });
    expect(detected.impossible).to.deep.equal([]);
    expect(detected.questions).to.deep.equal([]);
    return detected.operations.map((one) => one.describe());
  };
  const x = (length: number, more = "") =>
    `tables: [{ name: a, fields: [${ID}, { name: x, type: varchar, length: ${length} }${more}] }]\n`;

  it("make objects after what they depend on and drop them before, extensions first", () => {
    const all = `extensions: [citext]\n${view("V")}${x(10)}`;
    const made = documents("tables: []\n", all);
    expect(made).to.deep.equal([
      'Create extension "citext" (postgresql)',
      "Create table a (2 fields)",
      'Create view "v"',
      'Create view "w"',
    ]);
    expect(documents(all, "tables: []\n")).to.deep.equal([
      'Drop view "w"',
      'Drop view "v"',
      "Drop table a",
      'Drop extension "citext" (postgresql)',
    ]);
    expect(documents(all, all)).to.deep.equal([]);
  });

  const mood = (values: string) => `enums: [{ name: mood, values: [${values}] }]\n`;
  const feels = (more = "", name = "mood") =>
    `tables: [{ name: a, fields: [${ID}, { name: x, enum: ${name}${more} }] }]\n`;

  it("make enums before the tables that share them, and drop them after", () => {
    const all = mood("good, bad") + feels();
    expect(documents("tables: []\n", all)).to.deep.equal([
      "Create enum mood (good, bad)",
      "Create table a (2 fields)",
    ]);
    expect(documents(all, "tables: []\n")).to.deep.equal(["Drop table a", "Drop enum mood"]);
    expect(documents(all, all)).to.deep.equal([]);
    const other = `enums: [{ name: feeling, values: [good, bad] }]\n${feels("", "feeling")}`;
    expect(documents(all, other)).to.deep.equal([
      "Create enum feeling (good, bad)",
      "Alter field x of a",
      "Drop enum mood",
    ]);
  });

  it("change an enum once for all fields, and its value after the default of a field", () => {
    expect(documents(mood("good, bad") + feels(), mood("good, so, bad") + feels())).to.deep.equal([
      "Alter enum mood (good, so, bad)",
    ]);
    const from = mood("good, bad") + feels(", default: bad");
    expect(documents(from, mood("good") + feels(", default: good"))).to.deep.equal([
      "Alter field x of a",
      "Alter enum mood (good)",
    ]);
    const gains = mood("good, bad, new") + feels(", default: new");
    expect(documents(from, gains)).to.deep.equal([
      "Alter enum mood (good, bad, new)",
      "Alter field x of a",
    ]);
  });

  it("order a long line of objects, each of which depends on the next", () => {
    const names = Array.from({ length: 300 }, (_, at) => `v${at}`);
    const opaque = names.map((name, at) => {
      const depends_on = [names[at + 1] ?? "a"];
      return { kind: "view", name, definition: "V", depends_on };
    });
    const tables = [{ name: "a", fields: [{ name: "x", type: "integer" }] }];
    const all = JSON.stringify({ opaque, tables });
    const made = documents("tables: []\n", all);
    expect(made.slice(0, 2)).to.deep.equal(["Create table a (1 field)", 'Create view "v299"']);
    expect(made.at(-1)).to.equal('Create view "v0"');
    expect(documents(all, "tables: []\n")).to.deep.equal([
      ...names.map((name) => `Drop view "${name}"`),
      "Drop table a",
    ]);
  });

  it("make objects anew that are said otherwise, and whatever depends on them", () => {
    const anew = ['Drop view "w"', 'Drop view "v"', 'Create view "v"', 'Create view "w"'];
    expect(documents(view("V") + x(10), view("other") + x(10))).to.deep.equal(anew);
    const f = (body: string) =>
      `opaque: [{ kind: function, name: f, definition: ${body} }, { kind: trigger, name: t, definition: T, depends_on: [a, f] }]\n`;
    expect(documents(f("F") + x(10), f("G") + x(10))).to.deep.equal([
      'Drop trigger "t"',
      'Drop function "f"',
      'Create function "f"',
      'Create trigger "t"',
    ]);
  });

  it("never drop a table that is kept by its SQL to make it again", () => {
    const parted = (definition: string) =>
      loadText(
        `opaque: [{ kind: table, name: p, definition: ${definition}, drop: DROP TABLE p, depends_on: [a] }]\n${x(10)}`,
      ).schema;
    const changed = detect({ from: parted("P"), to: parted("Q"), questioner: answers({}) });
    expect(changed.operations).to.deep.equal([]);
    expect(changed.impossible).to.deep.equal(['table "p"']);
    const silent: Questioner = { ...answers({}), destructive: () => undefined };
    const gone = detect({ from: parted("P"), to: loadText(x(10)).schema, questioner: silent });
    expect(gone.questions.map(({ id }) => id)).to.deep.equal(["drop_object table p"]);
  });

  it("drop what stands on an enum before its values change", () => {
    const f = (depends: string) =>
      `opaque: [{ kind: function, name: f, definition: F, depends_on: [${depends}] }]\n`;
    const from = mood("good, bad") + f("mood") + feels();
    expect(documents("tables: []\n", from)).to.deep.equal([
      "Create enum mood (good, bad)",
      'Create function "f"',
      "Create table a (2 fields)",
    ]);
    expect(documents(from, mood("bad") + f("mood") + feels())).to.deep.equal([
      'Drop function "f"',
      "Alter enum mood (bad)",
      'Create function "f"',
    ]);
    expect(documents(from, f("a") + x(10))).to.deep.equal([
      'Drop function "f"',
      "Alter field x of a",
      'Create function "f"',
      "Drop enum mood",
    ]);
  });

  it("drop a view before a field below it changes, not before one comes", () => {
    expect(documents(view("V") + x(10), view("V") + x(20))).to.deep.equal([
      'Drop view "w"',
      'Drop view "v"',
      "Alter field x of a",
      'Create view "v"',
      'Create view "w"',
    ]);
    const more = x(10, ", { name: y, type: text }");
    expect(documents(view("V") + x(10), view("V") + more)).to.deep.equal(["Add field y to a"]);
    const renamed = view("V2").replace("depends_on: [a]", "depends_on: [b]");
    const to = renamed + x(10).replace("name: a", "name: b");
    expect(documents(view("V") + x(10), to, answers({ renames: { "a:b": true } }))).to.deep.equal([
      'Drop view "w"',
      'Drop view "v"',
      "Rename table a to b",
      'Create view "v"',
      'Create view "w"',
    ]);
  });
});
