import { expect } from "chai";
import { answers, between, ID, key, table, told } from "./told.js";

const X = "{ name: x, type: integer }";
const Y = "{ name: y, type: integer }";
/** A table with these keys besides, as YAML. */
const of = (more: string, ...fields: readonly string[]) =>
  `- { name: a, fields: [${[ID, ...fields].join(", ")}], ${more} }\n`;
const keyed = (primary: string, ...fields: readonly string[]) =>
  `- { name: a, primary_key: [${primary}], fields: [${fields.join(", ")}] }\n`;
const strict = (name: string, type = "integer") =>
  `{ name: ${name}, type: ${type}, nullable: false }`;
const check = (expression: string) => `checks: [{ name: c, expression: "${expression}" }]`;

describe("operations on constraints between two schemas", () => {
  it("add and drop checks, behind the fields that they may name and before those", () => {
    const to = of(check("y > 0"), X, Y);
    expect(told(table("a", X), to)).to.deep.equal(["Add field y to a", "Add check c to a"]);
    expect(told(to, table("a", X))).to.deep.equal(["Drop check c from a", "Drop field y from a"]);
  });

  it("make anew a check that says something else, around the change of its field", () => {
    expect(
      told(of(check("x > 0"), X), of(check("x > 1"), "{ name: x, type: bigint }")),
    ).to.deep.equal(["Drop check c from a", "Alter field x of a", "Add check c to a"]);
  });

  it("leave a check alone that followed a field to its new name", () => {
    const yes = answers({ renames: { "a.x:y": true } });
    expect(told(of(check("x > 0"), X), of(check("y > 0"), Y), yes)).to.deep.equal([
      "Rename field x of a to y",
    ]);
  });

  it("take a check away and bring it back where the new name needs quotes", () => {
    const to = of(check("`order` > 0"), "{ name: order, type: integer }");
    const yes = answers({ renames: { "a.x:order": true } });
    expect(told(of(check("x > 0"), X), to, yes)).to.deep.equal([
      "Drop check c from a",
      "Rename field x of a to order",
      "Add check c to a",
    ]);
  });

  it("add and drop unique constraints of several fields, and those with another name", () => {
    const to = of("unique: [{ fields: [x, y] }]", X, Y);
    expect(told(table("a", X), to)).to.deep.equal([
      "Add field y to a",
      "Add unique constraint uq_a_x_y to a",
    ]);
    expect(told(to, table("a", X))).to.deep.equal([
      "Drop unique constraint uq_a_x_y from a",
      "Drop field y from a",
    ]);
    expect(told(to, of("unique: [{ name: u, fields: [x, y] }]", X, Y))).to.deep.equal([
      "Drop unique constraint uq_a_x_y from a",
      "Add unique constraint u to a",
    ]);
  });

  it("change a unique constraint of one field with the field", () => {
    const unique = table("a", "{ name: x, type: integer, unique: true }");
    expect(told(table("a", X), unique)).to.deep.equal(["Alter field x of a"]);
    expect(told(unique, table("a", X))).to.deep.equal(["Alter field x of a"]);
    expect(told(unique, table("a"))).to.deep.equal(["Drop field x from a"]);
    expect(told(table("a"), unique)).to.deep.equal(["Add field x to a"]);
    expect(told(unique, of("unique: [{ name: u, fields: [x] }]", X))).to.deep.equal([
      "Drop unique constraint uq_a_x from a",
      "Add unique constraint u to a",
    ]);
  });

  it("make a unique constraint before what refers to it, and take it away behind that", () => {
    const refers = "{ name: r, type: integer, foreign_key: { table: a, field: x } }";
    const to = of("unique: [{ name: u, fields: [x] }]", X) + table("b", refers);
    expect(told(table("a", X), to)).to.deep.equal([
      "Add unique constraint u to a",
      "Create table b (2 fields)",
    ]);
    const typed = "{ name: r, type: foreign_key, foreign_key: { table: a, field: x } }";
    const half = of("unique: [{ name: u, fields: [x] }]", X) + table("b", typed);
    const other = of("unique: [{ name: v, fields: [x] }]", X);
    expect(told(to, other + table("b", refers))).to.deep.equal([
      "Drop foreign key fk_b_r from b",
      "Drop unique constraint u from a",
      "Add unique constraint v to a",
      "Add foreign key fk_b_r from b to a",
    ]);
    expect(told(half, other + table("b", typed))).to.deep.equal([
      "Drop foreign key fk_b_r from b",
      "Drop unique constraint u from a",
      "Add unique constraint v to a",
      "Alter field r of b",
    ]);
    expect(told(to, table("a", X))).to.deep.equal([
      "Drop foreign key fk_b_r from b",
      "Drop unique constraint u from a",
      "Drop table b",
    ]);
  });

  it("make a named unique constraint of a field that closes a circle", () => {
    const schema =
      of("unique: [{ name: u, fields: [b_id] }]", key("b_id", "b")) + table("b", key("a_id", "a"));
    expect(told("", schema).slice(-2)).to.deep.equal([
      "Add field b_id to a",
      "Add unique constraint u to a",
    ]);
  });

  it("let a primary key grow, shrink, come and go", () => {
    const [one, two] = [keyed("x", X, strict("y")), keyed("x, y", X, Y)];
    expect(told(one, two)).to.deep.equal(["Make (x, y) the primary key of a"]);
    expect(told(two, one)).to.deep.equal(["Make (x) the primary key of a"]);
    const none = `- { name: a, fields: [${strict("x")}, ${strict("y")}] }\n`;
    expect(told(two, none)).to.deep.equal(["Drop the primary key of a"]);
    expect(told(none, two)).to.deep.equal(["Make (x, y) the primary key of a"]);
  });

  it("fill a field before it joins the primary key, and allow NULL when another has left it", () => {
    const given = answers({ backfills: { "a.y": "0" } });
    const { operations, impossible } = between(keyed("x", X, Y), keyed("y", X, Y), given);
    expect(impossible).to.deep.equal([]);
    expect(operations.map((one) => one.describe())).to.deep.equal([
      "Alter field y of a",
      "Make (y) the primary key of a",
      "Alter field x of a",
    ]);
    expect(operations[0]?.toData()).to.include({ backfill: "0" });
  });

  it("stop a counter before it leaves the key, and start another when it is there", () => {
    const from = keyed("x", strict("x", "serial"), strict("y"));
    const to = keyed("y", X, strict("y", "serial"));
    expect(told(from, to)).to.deep.equal([
      "Alter field x of a",
      "Make (y) the primary key of a",
      "Alter field x of a",
      "Alter field y of a",
    ]);
    expect(told(from, keyed("x, y", strict("x"), strict("y")))).to.deep.equal([
      "Alter field x of a",
      "Make (x, y) the primary key of a",
    ]);
  });

  it("give a counter another key before it leaves the primary one", () => {
    const from = keyed("x", strict("x", "serial"), strict("y"));
    const unique = "{ name: x, type: serial, nullable: false, unique: true }";
    expect(told(from, keyed("y", unique, strict("y")))).to.deep.equal([
      "Alter field x of a",
      "Make (y) the primary key of a",
    ]);
    const named = `- { name: a, primary_key: [y], fields: [${strict("x", "serial")}, ${strict("y")}], unique: [{ name: u, fields: [x] }] }`;
    expect(told(from, named)).to.deep.equal([
      "Add unique constraint u to a",
      "Make (y) the primary key of a",
    ]);
    const plain = `- { name: a, primary_key: [y], fields: [${strict("x", "serial")}, ${strict("y")}], indexes: [{ name: i, fields: [x] }, { name: j, fields: [y, x] }] }`;
    expect(told(from, plain)).to.deep.equal([
      "Add index i to a",
      "Make (y) the primary key of a",
      "Add index j to a",
    ]);
  });

  it("give the key to a field that is new, with the field where it counts", () => {
    const fresh = (type: string) => `{ name: z, type: ${type}, nullable: false, default: 1 }`;
    expect(told(keyed("x", strict("x")), keyed("z", strict("x"), fresh("integer")))).to.deep.equal([
      "Add field z to a",
      "Make (z) the primary key of a",
    ]);
    expect(
      told(keyed("x", strict("x")), keyed("z", strict("x"), strict("z", "serial"))),
    ).to.deep.equal(["Drop the primary key of a", "Add field z to a"]);
    expect(told(keyed("x", strict("x", "serial")), keyed("z", fresh("integer")))).to.deep.equal([
      "Drop field x from a",
      "Add field z to a",
    ]);
    expect(
      told(keyed("x", strict("x", "serial"), strict("y")), keyed("y", strict("y"))),
    ).to.deep.equal(["Drop field x from a", "Make (y) the primary key of a"]);
    expect(told(keyed("x, y", strict("x"), strict("y")), keyed("y", strict("y")))).to.deep.equal([
      "Make (y) the primary key of a",
      "Drop field x from a",
    ]);
  });

  it("take foreign keys away around a change of the primary key, and bring them back", () => {
    const b = table("b", key("r", "a"));
    expect(
      told(keyed("x", strict("x"), strict("y")) + b, keyed("y", strict("x"), strict("y")) + b),
    ).to.deep.equal([
      "Drop foreign key fk_b_r from b",
      "Make (y) the primary key of a",
      "Alter field r of b",
    ]);
  });

  it("are none where only nobody's name of a primary key differs", () => {
    const named = `- { name: a, primary_key: { name: pk, fields: [x] }, fields: [${X}] }\n`;
    expect(told(named, keyed("x", X))).to.deep.equal([]);
    expect(told(keyed("x", X), named)).to.deep.equal(["Make (x) the primary key of a"]);
  });
});
