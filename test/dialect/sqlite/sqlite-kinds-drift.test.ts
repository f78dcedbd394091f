import { expect } from "chai";
import type { Connection } from "../../../src/driver/driver.js";
import type { Schema } from "../../../src/schema/schema.js";
import { makeObject } from "../../../src/schema/schema-object.js";
import { withAllObjects } from "../../../src/schema/with-object.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";
import { liveDifferences } from "../live-differences.js";

const GROUND = "CREATE TABLE people (id INTEGER NOT NULL PRIMARY KEY, name TEXT, age INTEGER)";

/** An object as an author writes it, and another one of its name. */
interface Case {
  readonly kind: string;
  readonly name: string;
  readonly on: readonly string[];
  readonly definition: string;
  readonly others: readonly string[];
}

const CASES: readonly Case[] = [
  {
    kind: "view",
    name: "adults",
    on: ["people"],
    definition:
      "create view if not exists main.adults as\n  select id from people where age >= 18;",
    others: [
      "create view adults as select id from people where age >= 21",
      "create view adults as select id from people",
      "create view adults as select id from people where age >= 18 and id > 0",
    ],
  },
  {
    kind: "trigger",
    name: "keep",
    on: ["people"],
    definition: "create trigger keep before update on people begin select 1; end",
    others: [
      "create trigger keep after update on people begin select 1; end",
      "create trigger keep before update on people begin select 1; select 2; end",
    ],
  },
  {
    kind: "virtual table",
    name: "words",
    on: [],
    definition: "create virtual table words using fts5(body, title)",
    others: ["create virtual table words using fts5(body)"],
  },
  {
    kind: "index",
    name: "by_age",
    on: ["people"],
    definition: "create unique index by_age on people (age) where age > 0",
    others: [
      "create index by_age on people (age) where age > 0",
      "create unique index by_age on people (age)",
      "create unique index by_age on people (age desc) where age > 0",
    ],
  },
  {
    kind: "table",
    name: "plain",
    on: [],
    definition: "create table plain (id integer primary key, n int default (1 + 1))",
    others: ["create table plain (id integer primary key, n int default (1 + 2))"],
  },
];

describeEachDatabase(
  "every kind of object of SQLite",
  (server) => {
    let database: TestDatabase;
    let connection: Connection;
    let applied: Schema;

    before(async () => {
      database = await server.create();
      connection = await database.connect();
      await connection.execute(GROUND);
      const introspector = database.dialect.session.createIntrospector(connection);
      const tables = await introspector.read({ ignore: [] });
      for (const { definition } of CASES) await connection.execute(definition);
      const objects = CASES.map(({ on: dependsOn, others: _, ...one }) =>
        makeObject({ ...one, database: undefined, dependsOn }),
      );
      applied = withAllObjects(tables, objects);
    });

    after(async () => {
      await database.drop();
    });

    const textOf = ({ kind, name }: Case): string => `${kind} "${name}"`;
    const dropOf = ({ kind, name }: Case): string =>
      `DROP ${kind === "virtual table" ? "TABLE" : kind.toUpperCase()} ${name}`;
    const differences = async () =>
      await liveDifferences(applied, { dialect: database.dialect, connection });

    async function changed(...statements: readonly string[]) {
      await connection.begin();
      try {
        for (const sql of statements) await connection.execute(sql);
        return await differences();
      } finally {
        await connection.rollback();
      }
    }

    it("is no difference in an untouched database, in whatever words it was made", async () => {
      expect(await differences()).to.deep.equal([[], []]);
    });

    it("is drift when it is another one, and when it is gone", async () => {
      for (const one of CASES) {
        for (const sql of one.others) {
          expect(await changed(dropOf(one), sql), sql).to.deep.equal([[`~ ${textOf(one)}`], []]);
        }
        expect(await changed(dropOf(one))).to.deep.equal([[`- ${textOf(one)}`], []]);
      }
    });

    it("is drift when it was added", async () => {
      const made = applied;
      applied = withAllObjects(made, []);
      const [found] = await differences();
      applied = made;
      for (const { kind, name } of CASES) {
        expect(
          found.some((line) => line.startsWith(`+ ${kind} "${name}"`)),
          name,
        ).to.equal(true);
      }
    });
  },
  (name) => name === "sqlite",
);
