import { expect } from "chai";
import { splitSql } from "../../../src/dialect/split-sql.js";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase } from "../../databases.js";

/** A function that says it is immutable, and leaves what no rollback takes back. */
const ATTACK = `
CREATE SEQUENCE ran;
CREATE FUNCTION evil(i integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM nextval('public.ran'); RETURN i; END $$;
CREATE FUNCTION evil_ok(i integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM nextval('public.ran'); RETURN true; END $$;
CREATE OPERATOR === (PROCEDURE = evil, RIGHTARG = integer);
CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE base (b integer);
CREATE TABLE ranged (n integer) PARTITION BY RANGE (n);
CREATE TABLE computed (id integer PRIMARY KEY, n integer);
CREATE INDEX ON computed ((evil(1)));
CREATE TABLE checked (n integer CHECK (evil_ok(1)));
`;

/** Texts that are not the server's, so that the objects are made to be compared. */
const OBJECTS: readonly (readonly [kind: string, name: string, sql: string, held: boolean])[] = [
  ["view", "v", "create view v as select evil(1) as x where evil_ok(1) limit evil(9)", false],
  [
    "materialized view",
    "mv",
    "create materialized view mv as select 1 as x with no data; create index mv_x on mv ((evil(1))) where evil_ok(1)",
    true,
  ],
  ["index", "by_evil", "create index by_evil on plain ((evil(1)))", true],
  ["index", "by_sign", "create index by_sign on plain ((===   3))", true],
  ["index", "where_evil", "create index where_evil on plain (n) where evil_ok(1)", true],
  ["policy", "pol", "create policy pol on plain using (evil_ok(1))", false],
  [
    "rule",
    "rul",
    "create rule rul as on delete to plain where evil_ok(1) do also select evil(1)",
    false,
  ],
  [
    "trigger",
    "trg",
    "create trigger trg before insert on plain for each row when (evil_ok(1)) execute procedure noop()",
    false,
  ],
  ["statistics", "sta", "create statistics sta on (evil(1)), (n+1) from plain", false],
  ["domain", "dom", "create domain dom as int default evil(1) check (evil_ok(1))", false],
  [
    "domain",
    "dom2",
    "create domain dom2 as int; alter domain dom2 add constraint c check (evil_ok(1))",
    true,
  ],
  [
    "function",
    "f(integer)",
    "create function f(a int default evil(1)) returns int language sql as 'select evil(1)'",
    false,
  ],
  ["table", "kept", "create table kept (n int default evil(1)) inherits (base)", false],
  [
    "table",
    "added",
    "create table added (n int) inherits (base); alter table added add check (evil_ok(1))",
    true,
  ],
  [
    "table",
    "generated",
    "create table generated (n int, m int generated always as (evil(1)) stored) inherits (base)",
    true,
  ],
  [
    "table",
    "excluded",
    "create table excluded (n int, exclude using btree (evil(1) with =)) inherits (base)",
    true,
  ],
  [
    "table",
    "bounded",
    "create table bounded partition of ranged for values from (evil(1)) to (evil(2))",
    true,
  ],
  [
    "table",
    "attached",
    "create table attached (n int, check (evil_ok(1))); alter table ranged attach partition attached for values from (10) to (20)",
    true,
  ],
  ["table", "refers", "create table refers (n int references computed) inherits (base)", true],
  ["table", "simple", "create table simple (n int default evil(1) check (n>1))", false],
  ["table", "judged", "create table judged (n int default evil(1) check (evil_ok(1)))", true],
  ["table", "referring", "create table referring (n int references computed)", true],
  [
    "table",
    "asked",
    "create table asked as select evil(1) as n where evil_ok(2) order by evil(3)",
    false,
  ],
  ["table", "prepared", "create table prepared as values (evil(1)) with data", false],
  ["table", "alike", "create table alike (m int, like computed including indexes)", true],
  ["table", "checking", "create table checking (like checked including constraints)", true],
  ["table", "unlike", "create table unlike (like base including all)", false],
];

/** A check of a domain runs when a list of it is read. */
const READ = `
CREATE DOMAIN guarded AS integer CHECK (evil_ok(VALUE));
CREATE TYPE pair AS (one guarded);
CREATE TABLE holder (many guarded[]);
CREATE FUNCTION takes(many guarded[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION moody(m mood) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN evil(1); END $$;
CREATE CAST (mood AS integer) WITH FUNCTION moody(mood);
`;
const READ_OBJECTS = [
  ["view", "listed", "create view listed as select '{1}'::guarded[] as x"],
  ["view", "paired", "create view paired as select '(1)'::pair as x"],
  ["view", "columns", "create view columns as select 1 as x from holder where many = '{1}'"],
  ["view", "taken", "create view taken as select takes('{1}') as x"],
  ["index", "by_mood", "create index by_mood on plain (n) where 'a'::mood::integer = 1"],
  ["table", "presets", "create table presets (a guarded[] default '{1}') inherits (base)"],
] as const;

const PLAIN = `new m.CreateTable({ name: "plain", fields: [
  { name: "id", type: "integer", primaryKey: true }, { name: "n", type: "integer" }] }),`;

const MODEL = `new m.CreateTable({ name: "people", fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "n", type: "integer", default: { sql: "evil( 1 )" } },
  ], checks: [{ name: "ok", expression: "evil_ok( 1 ) and n>0" }] }),
  new m.CreateTable({ name: "indexed", fields: [{ name: "id", type: "integer", primaryKey: true }],
    indexes: [{ name: "by", fields: [{ expression: "evil( 1 )" }], where: "evil_ok( 1 )" }] }),
  new m.CreateTable({ name: "counted", fields: [{ name: "id", type: "integer", primaryKey: true },
    { name: "g", type: "integer", generated: { expression: "evil( 1 )", stored: true } }] }),`;

const migration = (
  model: string,
  objects: readonly (readonly [string, string, string, ...unknown[]])[],
) =>
  `import * as m from "makemigrations";
m.register({ name: "0001_all", dependencies: [], operations: [${PLAIN}${model}
${objects.map(([kind, name, definition]) => `new m.CreateObject(${JSON.stringify({ kind, name, definition, dependsOn: ["plain"] })}),`).join("\n")}
] });
`;

describeEachDatabase(
  "code of the database",
  (server) => {
    const attack = async (
      ground: string,
      source: string,
      look: (uncompared: readonly { kind: string; name: string; why: string }[]) => void,
    ): Promise<void> => {
      const database = await server.create();
      try {
        const owner = await database.connect();
        for (const { sql } of splitSql(ground, database.dialect.sqlRules)) await owner.execute(sql);
        await inFolder({ "migrations/0001_all.ts": source }, async (folder) => {
          const mm = (...words: readonly string[]) =>
            tool([...words, "--database-url", database.url], folder);
          const up = await mm("migrate", "up");
          expect(up.exit, up.stderr).to.equal(0);
          const count = async () => (await owner.query("SELECT last_value FROM ran"))[0];
          const before = await count();
          const diff = await mm("db-diff", "--json");
          expect(await count(), "no function has run").to.deep.equal(before);
          look(JSON.parse(diff.stdout).uncompared);
        });
      } finally {
        await database.drop();
      }
    };

    it("does not run in db-diff, whatever is made to compare, and what is not made is named", async () => {
      await attack(ATTACK, migration(MODEL, OBJECTS), (uncompared) => {
        const named = uncompared.filter(({ why }) => why.includes("of the database's own"));
        const names = new Set(named.map(({ name }) => name.replace(/^.*\./, "")));
        for (const [, name, , held] of OBJECTS) {
          if (held && name !== "bounded") expect([...names], name).to.include(name);
          if (!held) expect([...names], name).to.not.include(name);
        }
        expect([...names])
          .to.include("by")
          .and.to.include("g")
          .and.to.not.include("ok");
      });
    });

    it("does not run where a text is read as a type that checks it", async () => {
      await attack(ATTACK + READ, migration("", READ_OBJECTS), (uncompared) => {
        const names = uncompared.flatMap(({ name, why }) =>
          /may read a text of it|a cast of the/.test(why) ? [name] : [],
        );
        expect(names.sort()).to.deep.equal(READ_OBJECTS.map(([, name]) => name).sort());
      });
    });
  },
  (name) => name === "postgresql",
);
