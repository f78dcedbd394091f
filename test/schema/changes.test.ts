import { expect } from "chai";
import { makeField } from "../../src/schema/field.js";
import { requireTable, type Schema, schemaOf } from "../../src/schema/schema.js";
import { StateError } from "../../src/schema/state-error.js";
import { makeForeignKey, makeIndex, makeTable } from "../../src/schema/table.js";
import { renameField, withField, withoutField } from "../../src/schema/with-field.js";
import { withIndex } from "../../src/schema/with-index.js";
import { renameTable, withTable } from "../../src/schema/with-table.js";
import { withoutTable } from "../../src/schema/without-table.js";

const items = makeTable({
  name: "items",
  fields: [
    makeField({ name: "id", type: "serial", nullable: false }),
    makeField({ name: "cost", type: "integer" }),
    makeField({
      name: "double",
      type: "integer",
      generated: { expression: "cost * 2", stored: true },
    }),
    makeField({ name: "parent_id", type: "foreign_key" }),
  ],
  primaryKey: { name: undefined, fields: ["id"] },
  foreignKeys: [makeForeignKey({ name: "fk_parent", fields: ["parent_id"], table: "items" })],
  uniques: [{ name: "uq_cost", fields: ["cost"] }],
  checks: [{ name: "ck_cost", expression: "items.cost >= 0 AND 'cost' <> \"cost\"" }],
  indexes: [
    makeIndex({ name: "idx_cost", parts: ["cost"], where: "COST > 1", include: ["cost"] }),
    makeIndex({ name: "idx_expression", parts: [{ expression: "cost(cost)" }] }),
    makeIndex({ name: "idx_parent", parts: ["parent_id"] }),
  ],
});

const orders = makeTable({
  name: "orders",
  fields: [makeField({ name: "item_id", type: "foreign_key" })],
  foreignKeys: [
    makeForeignKey({ name: "fk_item", fields: ["item_id"], table: "items", targetFields: ["id"] }),
  ],
});

const shop = schemaOf({ tables: [items, orders] });

function refusal(change: () => Schema): StateError {
  try {
    change();
  } catch (error) {
    if (error instanceof StateError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("renaming a table", () => {
  const schema = renameTable(shop, "items", "products");

  it("takes along references of its own and of other tables", () => {
    expect(requireTable(schema, "orders").foreignKeys[0]).to.include({ table: "products" });
    expect(requireTable(schema, "products").foreignKeys[0]).to.include({ table: "products" });
    expect(schema.tables.has("items")).to.equal(false);
  });

  it("takes along qualified names in expressions, and nothing else", () => {
    expect(requireTable(schema, "products").checks[0]?.expression).to.equal(
      "products.cost >= 0 AND 'cost' <> \"cost\"",
    );
  });

  it("keeps the namespace", () => {
    const one = schemaOf({
      tables: [makeTable({ ...orders, foreignKeys: [], namespace: "shop" })],
    });
    expect([...renameTable(one, "shop.orders", "sales").tables.keys()]).to.deep.equal([
      "shop.sales",
    ]);
  });

  it("is refused when the name is taken or the table is missing", () => {
    expect(refusal(() => renameTable(shop, "items", "orders")).code).to.equal(
      "SCHEMA_TABLE_EXISTS",
    );
    const missing = refusal(() => renameTable(shop, "itmes", "x"));
    expect([missing.code, missing.hint]).to.deep.equal([
      "SCHEMA_TABLE_MISSING",
      'Did you mean "items"?',
    ]);
  });
});

describe("renaming a field", () => {
  const schema = renameField(shop, { table: "items", from: "cost", to: "price" });
  const table = requireTable(schema, "items");

  it("takes along indexes, uniques, checks, predicates and generated fields", () => {
    expect(table.uniques[0]?.fields).to.deep.equal(["price"]);
    expect(table.indexes[0]).to.deep.include({ where: "price > 1", include: ["price"] });
    expect(table.indexes[0]?.parts[0]).to.include({ field: "price" });
    expect(table.fields[2]?.generated?.expression).to.equal("price * 2");
  });

  it("leaves strings and functions of the same name alone", () => {
    expect(table.checks[0]?.expression).to.equal("items.price >= 0 AND 'cost' <> \"price\"");
    expect(table.indexes[1]?.parts[0]?.expression).to.equal("cost(price)");
  });

  it("takes along the primary key and foreign keys of both sides", () => {
    const renamed = renameField(renameField(shop, { table: "items", from: "id", to: "number" }), {
      table: "items",
      from: "parent_id",
      to: "parent",
    });
    expect(requireTable(renamed, "items").primaryKey?.fields).to.deep.equal(["number"]);
    expect(requireTable(renamed, "items").foreignKeys[0]?.fields).to.deep.equal(["parent"]);
    expect(requireTable(renamed, "orders").foreignKeys[0]?.targetFields).to.deep.equal(["number"]);
  });

  it("is refused when an unquoted name would need quotes, and says where", () => {
    const error = refusal(() => renameField(shop, { table: "items", from: "cost", to: "order" }));
    expect(error.code).to.equal("SCHEMA_RENAME_IN_EXPRESSION");
    expect(error.message).to.include('"cost * 2"');
  });

  it("is refused when the name is taken", () => {
    const error = refusal(() => renameField(shop, { table: "items", from: "cost", to: "id" }));
    expect([error.code, error.table, error.member]).to.deep.equal([
      "SCHEMA_FIELD_EXISTS",
      "items",
      "id",
    ]);
  });
});

describe("dropping a field", () => {
  it("takes its indexes, foreign keys, uniques and checks along", () => {
    const plain = withoutField(shop, "items", "double");
    const table = requireTable(withoutField(plain, "items", "cost"), "items");
    expect(table.indexes.map(({ name }) => name)).to.deep.equal(["idx_parent"]);
    expect([table.uniques, table.checks]).to.deep.equal([[], []]);
    const lone = requireTable(withoutField(shop, "items", "parent_id"), "items");
    expect([lone.foreignKeys.length, lone.indexes.length]).to.deep.equal([0, 2]);
  });

  it("is refused while a foreign key refers to it, by name or as the primary key", () => {
    expect(refusal(() => withoutField(shop, "items", "id")).message).to.include('"fk_parent"');
    const alone = withoutField(shop, "items", "parent_id");
    expect(refusal(() => withoutField(alone, "items", "id")).message).to.include('"fk_item"');
  });

  it("is refused while a generated field is computed from it", () => {
    expect(refusal(() => withoutField(shop, "items", "cost")).code).to.equal(
      "SCHEMA_FIELD_IN_EXPRESSION",
    );
  });

  it("is refused for a part of a longer primary key; the whole key goes with its only field", () => {
    const fields = [
      makeField({ name: "a", type: "integer" }),
      makeField({ name: "b", type: "integer" }),
    ];
    const table = (key: string[]) =>
      schemaOf({
        tables: [makeTable({ name: "t", fields, primaryKey: { name: undefined, fields: key } })],
      });
    expect(refusal(() => withoutField(table(["a", "b"]), "t", "a")).code).to.equal(
      "SCHEMA_FIELD_IN_PRIMARY_KEY",
    );
    expect(requireTable(withoutField(table(["a"]), "t", "a"), "t").primaryKey).to.equal(undefined);
  });
});

describe("adding and dropping", () => {
  it("a table, field or index that is there cannot be added again", () => {
    const index = makeIndex({ name: "uq_cost", parts: ["id"] });
    const field = makeField({ name: "cost", type: "text" });
    expect(refusal(() => withTable(shop, items)).code).to.equal("SCHEMA_TABLE_EXISTS");
    expect(refusal(() => withField(shop, "items", field)).code).to.equal("SCHEMA_FIELD_EXISTS");
    expect(refusal(() => withIndex(shop, "items", index)).code).to.equal("SCHEMA_NAME_EXISTS");
  });

  it("an index over a field that is not there is refused", () => {
    const index = makeIndex({ name: "idx", parts: ["kost"] });
    const error = refusal(() => withIndex(shop, "items", index));
    expect([error.code, error.hint]).to.deep.equal([
      "SCHEMA_FIELD_MISSING",
      'Did you mean "cost"?',
    ]);
  });

  it("a table can be dropped when only it refers to itself", () => {
    expect(withoutTable(withoutTable(shop, "orders"), "items").tables.size).to.equal(0);
    expect(refusal(() => withoutTable(shop, "items")).code).to.equal("SCHEMA_TABLE_REFERENCED");
  });

  it("two tables of one key are refused", () => {
    expect(() => schemaOf({ tables: [items, items] })).to.throw(StateError);
  });
});
