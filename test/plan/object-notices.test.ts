import { expect } from "chai";
import { objectNotices } from "../../src/plan/object-notices.js";
import { makeField } from "../../src/schema/field.js";
import { type Schema, schemaOf } from "../../src/schema/schema.js";
import type { SchemaObject } from "../../src/schema/schema-object.js";
import { makeTable } from "../../src/schema/table.js";

const id = makeField({ name: "id", type: "integer" });
const title = makeField({ name: "Title", type: "varchar", length: 100 });
const long = makeField({ name: "Title", type: "text" });
const body = makeField({ name: "body", type: "text" });

const view = (definition: string, parts: Partial<SchemaObject> = {}): SchemaObject => ({
  ...{ kind: "view", name: "v", database: undefined, dependsOn: ["posts"] },
  definition,
  ...parts,
});

function schema(fields: readonly (typeof id)[], ...objects: readonly SchemaObject[]): Schema {
  return schemaOf({ tables: [makeTable({ name: "posts", fields })], objects });
}

/** What is said when `Title` gets another type. */
function notices(object: SchemaObject, database?: string): readonly string[] {
  const [from, to] = [schema([id, title, body], object), schema([id, long, body], object)];
  return objectNotices({ from, to, database });
}

const LINE =
  'view "v" uses posts.Title, which gets another type: drop it before and create it again after';

describe("notices about objects that use a field", () => {
  it("name the object and the field that gets another type", () => {
    expect(notices(view("CREATE VIEW v AS SELECT id, title FROM posts"))).to.deep.equal([LINE]);
    expect(notices(view("CREATE VIEW v AS SELECT posts.* FROM posts"))).to.deep.equal([LINE]);
    expect(notices(view('CREATE VIEW v AS SELECT p."Title" FROM posts p'))).to.deep.equal([LINE]);
  });

  it("are none for what uses another field, or a name in a text or a comment", () => {
    for (const sql of [
      "CREATE VIEW v AS SELECT id, count(*) FROM posts GROUP BY id",
      "CREATE VIEW v AS SELECT body, 'title' AS t FROM posts -- title",
      "CREATE VIEW v AS SELECT id * 2 FROM posts",
    ]) {
      expect(notices(view(sql)), sql).to.deep.equal([]);
    }
  });

  it("look into the body of a function, and find the table there without dependsOn", () => {
    const definition =
      "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $x$ SELECT title FROM posts $x$";
    const found = notices(view(definition, { kind: "function", name: "f()", dependsOn: [] }));
    expect(found).to.have.length(1);
    expect(found[0]).to.match(/^function "f\(\)" uses posts\.Title/);
  });

  it("are those of the database in view", () => {
    const mine = view("CREATE VIEW v AS SELECT title FROM posts", { database: "sqlite" });
    expect(notices(mine, "postgresql")).to.deep.equal([]);
    expect(notices(mine, "sqlite")).to.have.length(1);
    expect(notices(mine)).to.have.length(1);
  });

  it("tell of a field that goes, and nothing of an object that goes or changes with it", () => {
    const [one, other] = ["title", "body"].map((name) =>
      view(`CREATE VIEW v AS SELECT ${name} FROM posts`),
    ) as [SchemaObject, SchemaObject];
    const from = schema([id, title, body], one);
    expect(objectNotices({ from, to: schema([id, body], one) })[0]).to.contain(
      "which goes, or gets another name",
    );
    expect(objectNotices({ from, to: schema([id, body], other) })).to.deep.equal([]);
    expect(objectNotices({ from, to: schema([id, body]) })).to.deep.equal([]);
  });

  it("tell of an object and a type that go under one that stays, and not of its own name", () => {
    const f = (args: string, body: string) =>
      view(`CREATE FUNCTION f(${args}) RETURNS int LANGUAGE sql AS '${body}'`, {
        ...{ kind: "function", name: `f(${args})`, dependsOn: [] },
      });
    const over = view("CREATE VIEW w AS SELECT * FROM v, f(1)", { name: "w", dependsOn: [] });
    const v = view("CREATE VIEW v AS SELECT 1");
    const [one, two] = [f("integer", "SELECT 1"), f("mood", "SELECT 2")];
    const from = schema([id], v, over, one, two);
    expect(objectNotices({ from, to: schema([id], over, one, two) })).to.deep.equal([
      'view "w" uses view "v", which goes: drop it before, or create it again without that',
    ]);
    expect(objectNotices({ from, to: schema([id], v, over, two) })).to.deep.equal([
      'view "w" uses function "f(integer)", which goes: drop it before, or create it again without that',
    ]);
    const typed = schemaOf({ enums: [{ name: "mood", values: ["glad"] }], objects: [two] });
    expect(objectNotices({ from: typed, to: schemaOf({ objects: [two] }) })).to.deep.equal([
      'function "f(mood)" uses mood, which goes: drop it before, or create it again without that',
    ]);
  });

  it("are none for a text that is no body", () => {
    const from = schema(
      [id],
      view("CREATE VIEW v AS SELECT id AS 'posts' FROM other", { dependsOn: [] }),
    );
    const to = schemaOf({ objects: [...from.objects.values()] });
    expect(objectNotices({ from, to })).to.deep.equal([]);
  });

  describe("of a table of which there is one of that name in another schema", () => {
    const email = makeField({ name: "email", type: "varchar", length: 50 });
    const longer = makeField({ name: "email", type: "text" });
    const schemaWith = (field: typeof email, object: SchemaObject): Schema =>
      schemaOf({
        tables: [
          makeTable({ name: "users", namespace: "a", fields: [id, field] }),
          makeTable({ name: "users", namespace: "b", fields: [id, email] }),
          makeTable({ name: "users", fields: [id, email] }),
        ],
        objects: [object],
      });
    const without = ({ tables, objects }: Schema): Schema =>
      schemaOf({
        tables: [...tables].filter(([key]) => key !== "a.users").map(([, table]) => table),
        objects: objects.values(),
      });

    for (const [sql, dependsOn, isSaid] of [
      ["SELECT email FROM a.users", [], true],
      ['SELECT users.email FROM "a"."users"', [], true],
      ["SELECT u.email FROM b.users u JOIN a.users USING (id)", [], true],
      ["SELECT email FROM users", [], true],
      ["SELECT email FROM users", ["a.users", "b.users"], true],
      ["SELECT c.users.email FROM c.users", [], true],
      ["SELECT b.users.email FROM b.users", [], false],
      ["SELECT users.email FROM b.users WHERE users.id > 1", ["b.users"], false],
      ["SELECT email FROM users", ["b.users"], false],
      ["SELECT email FROM users", ["users"], false],
    ] as const) {
      it(`are ${isSaid ? "said" : "none"}: ${sql}${dependsOn.map((one) => `, ${one}`).join("")}`, () => {
        const object = view(`CREATE VIEW v AS ${sql}`, { dependsOn });
        const [from, to] = [schemaWith(email, object), schemaWith(longer, object)];
        expect(objectNotices({ from, to })).to.have.lengthOf(isSaid ? 1 : 0);
        const gone = objectNotices({ from, to: without(from) });
        expect(gone).to.have.lengthOf(isSaid ? 1 : 0);
      });
    }
  });
});
