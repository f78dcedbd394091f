import { expect } from "chai";
import { fieldTypes, isFieldType } from "../../src/schema/check-field-type.js";
import { constraintName, NAME_LIMIT, shortName } from "../../src/schema/constraint-name.js";
import { diffSchemas, equalSchemas } from "../../src/schema/diff-schemas.js";
import { type FieldParts, makeField } from "../../src/schema/field.js";
import { resolveFieldType } from "../../src/schema/resolve-field-type.js";
import { emptySchema, type Schema, schemaOf } from "../../src/schema/schema.js";
import { StateError } from "../../src/schema/state-error.js";
import { makeForeignKey, makeIndex, makeTable, type Table } from "../../src/schema/table.js";
import { nearestName } from "../../src/text/nearest-name.js";

describe("names of constraints", () => {
  it("say what they are for", () => {
    expect(constraintName({ prefix: "fk", table: "posts", fields: ["user_id"] })).to.equal(
      "fk_posts_user_id",
    );
  });

  it("over the limit are shortened with a hash, the same one every time", () => {
    const long = { prefix: "fk", table: "a".repeat(40), fields: ["b".repeat(40)] } as const;
    const name = constraintName(long);
    expect(name)
      .to.have.length(NAME_LIMIT)
      .and.match(/^fk_a{40}_b+_[0-9a-f]{8}$/);
    expect(constraintName(long)).to.equal(name);
    expect(constraintName({ ...long, fields: [`${"b".repeat(39)}c`] })).to.not.equal(name);
    expect(constraintName({ ...long, limit: 128 })).to.have.length(84);
  });

  it("are counted in bytes and never cut inside a letter", () => {
    const name = shortName("ü".repeat(40));
    expect(Buffer.byteLength(name)).to.be.at.most(NAME_LIMIT);
    expect(name).to.match(/^ü+_[0-9a-f]{8}$/);
  });
});

describe("nearest names", () => {
  it("are suggested when they are near and not otherwise", () => {
    expect(nearestName("lenght", ["name", "length"])).to.equal("length");
    expect(nearestName("zebra", ["name", "length"])).to.equal(undefined);
    expect(nearestName("x".repeat(5000), ["x"])).to.equal(undefined);
  });
});

describe("types of fields", () => {
  const known = ["text[]", "uuid", "integer[]"];
  const unknown = [
    "",
    "[]",
    "text[][]",
    "serial[]",
    "foreign_key[]",
    "many_to_many",
    "TEXT",
    "constructor",
  ];
  for (const type of [...fieldTypes, ...known]) {
    it(`"${type}" is one`, () => expect(isFieldType(type)).to.equal(true));
  }
  for (const type of unknown) {
    it(`"${type}" is none`, () => expect(isFieldType(type)).to.equal(false));
  }
});

describe("the type of a foreign key", () => {
  const table = (name: string, id: Omit<FieldParts, "name">, target: string): Table =>
    makeTable({
      name,
      fields: [
        makeField({ ...id, name: "id", nullable: false }),
        makeField({ name: "ref", type: "foreign_key" }),
      ],
      primaryKey: { name: undefined, fields: ["id"] },
      foreignKeys: [makeForeignKey({ name: `fk_${name}`, fields: ["ref"], table: target })],
    });
  const typeOf = (owner: Table, schema: Schema, horizon?: Schema, at = 1) => {
    const field = owner.fields[at];
    if (field === undefined) throw new Error("no such field");
    const { type, length } = resolveFieldType(field, { table: owner, schema, horizon });
    return [type, length];
  };

  it("is that of the field it refers to; a counter does not count there", () => {
    const counters = table("a", { type: "serial" }, "b");
    const strings = table("b", { type: "varchar", length: 7 }, "a");
    const schema = schemaOf({ tables: [counters, strings] });
    expect(typeOf(counters, schema)).to.deep.equal(["varchar", 7]);
    expect(typeOf(strings, schema)).to.deep.equal(["integer", undefined]);
    expect(typeOf(table("c", { type: "bigserial" }, "c"), schema)).to.deep.equal([
      "bigint",
      undefined,
    ]);
  });

  it("is found for a table that is created later", () => {
    const early = table("a", { type: "serial" }, "late");
    const horizon = schemaOf({ tables: [early, table("late", { type: "uuid" }, "a")] });
    expect(typeOf(early, schemaOf({ tables: [early] }), horizon)).to.deep.equal([
      "uuid",
      undefined,
    ]);
    expect(() => typeOf(early, schemaOf({ tables: [early] }))).to.throw(
      StateError,
      /"late" is not there/,
    );
  });

  it("goes through as many foreign keys as it takes", () => {
    const base = table("base", { type: "uuid" }, "base");
    const chained = makeTable({
      ...table("one", { type: "foreign_key" }, "base"),
      foreignKeys: [makeForeignKey({ name: "fk_id", fields: ["id"], table: "base" })],
    });
    const end = table("two", { type: "serial" }, "one");
    expect(typeOf(end, schemaOf({ tables: [base, chained, end] }))).to.deep.equal([
      "uuid",
      undefined,
    ]);
  });

  it("that is the type of itself is an error that shows the way round", () => {
    const circle = (name: string, target: string) =>
      makeTable({
        ...table(name, { type: "foreign_key" }, target),
        foreignKeys: [makeForeignKey({ name: `fk_${name}`, fields: ["id"], table: target })],
      });
    const [a, b] = [circle("a", "b"), circle("b", "a")];
    expect(() => typeOf(a, schemaOf({ tables: [a, b] }), undefined, 0)).to.throw(
      StateError,
      "a.id -> b.id -> a.id",
    );
  });

  it("to several fields takes them one by one", () => {
    const pair = makeTable({
      name: "pair",
      fields: [makeField({ name: "x", type: "date" }), makeField({ name: "y", type: "uuid" })],
      primaryKey: { name: undefined, fields: ["y", "x"] },
    });
    const owner = makeTable({
      name: "owner",
      fields: [
        makeField({ name: "a", type: "foreign_key" }),
        makeField({ name: "b", type: "foreign_key" }),
      ],
      foreignKeys: [makeForeignKey({ name: "fk", fields: ["a", "b"], table: "pair" })],
    });
    const schema = schemaOf({ tables: [pair, owner] });
    expect([typeOf(owner, schema, undefined, 0), typeOf(owner, schema)]).to.deep.equal([
      ["uuid", undefined],
      ["date", undefined],
    ]);
  });
});

describe("comparing schemas", () => {
  const one = makeTable({
    name: "t",
    fields: [makeField({ name: "a", type: "text" }), makeField({ name: "b", type: "text" })],
    indexes: [makeIndex({ name: "x", parts: ["a"] }), makeIndex({ name: "y", parts: ["b"] })],
  });
  const schema = schemaOf({ tables: [one] });

  it("names every difference with its path", () => {
    const other = makeTable({
      ...one,
      fields: [
        makeField({ name: "a", type: "varchar", length: 5 }),
        makeField({ name: "c", type: "text" }),
      ],
      comment: "hello",
    });
    const lines = diffSchemas(
      schema,
      schemaOf({ tables: [other, makeTable({ name: "u", fields: [] })] }),
    );
    expect(lines.map((line) => line.replace(/\{.*\}/, "{...}"))).to.deep.equal([
      't.fields.a.type: "text" | "varchar"',
      "t.fields.a.length: - | 5",
      "t.fields.b: {...} | -",
      "t.fields.c: - | {...}",
      't.order: "a, b" | "a, c"',
      't.comment: - | "hello"',
      "u: - | table",
    ]);
  });

  it("does not mind the order of indexes, nor how they were built", () => {
    const other = makeTable({
      ...one,
      indexes: [
        makeIndex({ name: "y", parts: ["b"], concurrently: true }),
        makeIndex({ name: "x", parts: ["a"] }),
      ],
    });
    expect(equalSchemas(schema, schemaOf({ tables: [other] }))).to.equal(true);
  });

  it("sees the order of fields and the maps", () => {
    const other = makeTable({ ...one, fields: one.fields.toReversed() });
    expect(diffSchemas(schema, schemaOf({ tables: [other] }))).to.deep.equal([
      't.order: "a, b" | "b, a"',
    ]);
    const maps = schemaOf({ defaults: { sqlite: { now: "1" }, mysql: {} } });
    expect(diffSchemas(emptySchema, maps)).to.deep.equal(['defaults.sqlite: - | {"now":"1"}']);
  });
});
