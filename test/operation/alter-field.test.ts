import { expect } from "chai";
import { parseOperation } from "../../src/operation/index.js";
import { emptySchema, type Schema } from "../../src/schema/schema.js";

const before: Schema = [
  {
    type: "create_table",
    name: "users",
    fields: [{ name: "id", type: "serial", primaryKey: true }],
  },
  {
    type: "create_table",
    name: "posts",
    fields: [
      { name: "title", type: "varchar", length: 100, unique: true },
      { name: "user_id", type: "foreign_key", foreignKey: { table: "users" } },
    ],
  },
].reduce<Schema>((schema, data) => parseOperation(data, "$").mutate(schema), emptySchema);

function alter(data: object) {
  return parseOperation({ type: "alter_field", table: "posts", ...data }, "$");
}

describe("AlterField without an old field", () => {
  it("changes the field as the state has it, with what is on it", () => {
    const newField = { name: "title", type: "varchar", length: 200 };
    const bare = alter({ newField });
    const posts = bare.mutate(before).tables.get("posts");
    expect(posts?.fields[0]?.length).to.equal(200);
    expect(posts?.uniques).to.deep.equal([]);
    const kept = alter({ newField: { ...newField, unique: true } }).mutate(before);
    expect(kept.tables.get("posts")?.uniques).to.have.length(1);
    expect(bare.toData()).to.deep.equal({ type: "alter_field", table: "posts", newField });
  });

  it("loses data where the field that the state has is wider", () => {
    const title = (length: number) =>
      alter({ newField: { name: "title", type: "varchar", length } });
    expect(title(200).isDestructive(before)).to.equal(false);
    expect(title(50).isDestructive(before)).to.equal(true);
    expect(title(200).destructive, "as long as no state is known").to.equal(true);
  });

  it("moves a foreign key, and takes it away where the new field has none", () => {
    const cascade = { table: "users", onDelete: "CASCADE" };
    const moved = alter({
      newField: { name: "user_id", type: "foreign_key", foreignKey: cascade },
    });
    const [key] = moved.mutate(before).tables.get("posts")?.foreignKeys ?? [];
    expect(key?.onDelete).to.equal("CASCADE");
    const gone = alter({ newField: { name: "user_id", type: "integer" } }).mutate(before);
    expect(gone.tables.get("posts")?.foreignKeys).to.deep.equal([]);
  });

  it("refuses an old field that contradicts the state", () => {
    const newField = { name: "title", type: "text" };
    const wrong = alter({ oldField: { name: "title", type: "varchar", length: 50 }, newField });
    expect(() => wrong.mutate(before))
      .to.throw("its length is 50, but it is 100 at this point")
      .with.property("code", "SCHEMA_FIELD_DIFFERS");
    const renamed = {
      newField: { name: "title", type: "enum", values: ["a"] },
      renameValues: { b: "a" },
    };
    expect(() => alter(renamed)).to.throw("renameValues needs oldField");
  });
});
