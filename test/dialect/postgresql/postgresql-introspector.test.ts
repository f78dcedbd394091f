import { expect } from "chai";
import { PostgresqlDialect } from "../../../src/dialect/postgresql/dialect.js";
import type { Connection } from "../../../src/driver/driver.js";
import type { Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import type { FreshDatabase } from "../../driver/fresh-database.js";
import { freshDatabase } from "../../driver/postgresql-database.js";

/** A database that was not made with this tool. */
const FOREIGN = [
  "CREATE EXTENSION btree_gist",
  "CREATE SCHEMA billing",
  "CREATE TYPE mood AS ENUM ('sad', 'ok')",
  "CREATE DOMAIN positive AS integer CHECK (VALUE > 0)",
  "CREATE TABLE customers (id SERIAL PRIMARY KEY, mail text UNIQUE, mood mood DEFAULT 'ok', level positive, code smallserial, ident bigint GENERATED ALWAYS AS IDENTITY)",
  "CREATE TABLE billing.customers (a int, b int, PRIMARY KEY (b, a))",
  // The same constraint name on two tables: joins by name would mix them up.
  "CREATE TABLE one (id int PRIMARY KEY, x int CONSTRAINT same CHECK (x > 1), y int CONSTRAINT fk_same REFERENCES customers ON DELETE SET NULL)",
  "CREATE TABLE two (id int PRIMARY KEY, x int CONSTRAINT same CHECK (x > 2), b int, a int, CONSTRAINT fk_same FOREIGN KEY (b, a) REFERENCES billing.customers (b, a) ON UPDATE CASCADE DEFERRABLE)",
  "CREATE INDEX ix_part ON one (lower(x::text) DESC NULLS LAST, y) INCLUDE (id) WHERE x > 5",
  "CREATE UNIQUE INDEX ix_nulls ON one (y) NULLS NOT DISTINCT",
  "CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at)",
  "CREATE TABLE parts_2024 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
  "CREATE VIEW seen AS SELECT * FROM one",
  "CREATE TEMPORARY TABLE passing (id int)",
  "ALTER TABLE one DROP COLUMN x CASCADE",
  "ALTER TABLE one ADD COLUMN x int CONSTRAINT same CHECK (x > 1)",
  "CREATE INDEX ix_part ON one (lower(x::text) DESC NULLS LAST, y) INCLUDE (id) WHERE x > 5",
];

describe("the PostgreSQL introspector", () => {
  const dialect = new PostgresqlDialect();
  let database: FreshDatabase;
  let db: Connection;
  let schema: Schema;

  before(async () => {
    database = await freshDatabase();
    db = await database.connect();
    for (const sql of FOREIGN) await db.execute(sql);
    schema = await dialect.session.createIntrospector(db).read({ ignore: ["parts"] });
  });

  after(async () => {
    await database.drop();
  });

  function table(key: string): Table {
    const found = schema.tables.get(key);
    if (found === undefined) throw new Error(`no table ${key}`);
    return found;
  }

  const types = (key: string): unknown =>
    Object.fromEntries(table(key).fields.map(({ name, type, native }) => [name, native ?? type]));

  it("finds the tables of all schemas, but no views, partitions, temporary or ignored tables", () => {
    expect([...schema.tables.keys()]).to.deep.equal([
      "billing.customers",
      "customers",
      "one",
      "two",
    ]);
  });

  it("reads counters of every kind, enums by their values and domains by their names", () => {
    expect(types("customers")).to.deep.equal({
      id: "serial",
      mail: "text",
      mood: "enum",
      level: "positive",
      code: "smallint",
      ident: "bigint",
    });
    const mood = table("customers").fields[2];
    expect(mood?.values).to.deep.equal(["sad", "ok"]);
    expect(mood?.default).to.deep.equal({ kind: "sql", sql: "'ok'" });
    expect(table("customers").uniques).to.deep.equal([
      { name: "customers_mail_key", fields: ["mail"] },
    ]);
  });

  it("keeps constraints of one name on two tables apart", () => {
    expect(table("one").checks).to.deep.equal([{ name: "same", expression: "x > 1" }]);
    expect(table("two").checks).to.deep.equal([{ name: "same", expression: "x > 2" }]);
  });

  it("reads foreign keys with their target's schema, order, actions and deferral", () => {
    expect(table("one").foreignKeys).to.deep.equal([
      {
        name: "fk_same",
        fields: ["y"],
        table: "customers",
        targetFields: ["id"],
        onDelete: "SET_NULL",
        onUpdate: "NO_ACTION",
        deferrable: false,
      },
    ]);
    expect(table("two").foreignKeys).to.deep.equal([
      {
        name: "fk_same",
        fields: ["b", "a"],
        table: "billing.customers",
        targetFields: ["b", "a"],
        onDelete: "NO_ACTION",
        onUpdate: "CASCADE",
        deferrable: "immediate",
      },
    ]);
    expect(table("billing.customers").primaryKey?.fields).to.deep.equal(["b", "a"]);
  });

  it("reads indexes with expressions, order, included fields and predicates, also after dropped columns", () => {
    const [nulls, part] = table("one").indexes;
    expect(nulls).to.include({ name: "ix_nulls", unique: true, nullsNotDistinct: true });
    expect(part).to.deep.include({ name: "ix_part", where: "x > 5", include: ["id"] });
    expect(part?.parts).to.deep.equal([
      {
        field: undefined,
        expression: "lower((x)::text)",
        order: "desc",
        nulls: "last",
        opclass: undefined,
        collation: undefined,
        prefix: undefined,
      },
      {
        field: "y",
        expression: undefined,
        order: "asc",
        nulls: undefined,
        opclass: undefined,
        collation: undefined,
        prefix: undefined,
      },
    ]);
  });

  it("normalises inside the caller's transaction and leaves it as it was", async () => {
    await db.begin();
    await db.execute("CREATE TABLE inside (id int)");
    await dialect.session.expected(db, schema);
    expect(await db.query("SELECT to_regclass('inside')::text AS name")).to.deep.equal([
      { name: "inside" },
    ]);
    await db.rollback();
    expect(await db.query("SELECT pg_current_xact_id_if_assigned() IS NULL AS free")).to.deep.equal(
      [{ free: true }],
    );
  });

  it("is a fixed point: what was read is normalised to itself", async () => {
    const again = await dialect.session.expected(db, schema);
    expect([...again.tables.values()]).to.deep.equal([...schema.tables.values()]);
  });

  it("normalises many tables by turns, for the server has locks for some only", async () => {
    const one = table("one");
    const checks = [{ name: "ck", expression: "x IN (1, 2)" }];
    const bare = { ...one, indexes: [], checks };
    const tables = Array.from({ length: 450 }, (_, at) => ({ ...bare, name: `t${at}` }));
    const many = new Map(tables.map((each) => [each.name, each]));
    // Of one name in another namespace: they cannot be there at the same time.
    const twin = { ...bare, namespace: "billing", name: "t7" };
    const normalised = await dialect.session.expected(db, {
      ...schema,
      tables: new Map([...many, ["billing.t7", twin]]),
    });
    const spelled = [...normalised.tables.values()].map((each) => each.checks[0]?.expression);
    expect(new Set(spelled)).to.deep.equal(new Set(["x = ANY (ARRAY[1, 2])"]));
    expect(spelled).to.have.length(451);
  });

  it("keeps the text of what the server cannot make", async () => {
    const one = table("one");
    const odd: Table = { ...one, checks: [{ name: "ck", expression: "no_such_function(x)" }] };
    const normalised = await dialect.session.expected(db, {
      ...schema,
      tables: new Map([["one", odd]]),
    });
    expect(normalised.tables.get("one")?.checks[0]?.expression).to.equal("no_such_function(x)");
  });
});
