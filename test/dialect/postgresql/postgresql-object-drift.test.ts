import { expect } from "chai";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";

/** An object as somebody writes it, and what is done to it by hand. */
interface Case {
  readonly kind: string;
  readonly name: string;
  readonly on?: string;
  readonly definition: string;
  readonly byHand: readonly string[];
  /** Under another name than `name`. */
  readonly found?: string;
}

const CASES: readonly Case[] = [
  {
    kind: "view",
    name: "adults",
    on: "people",
    definition: `create or replace   VIEW "public".adults AS
      -- those of age
      select id, p."name" as "Name" from people p where kind in ('a', 'b') and age>=18;
      comment on view adults is 'it''s'`,
    byHand: [
      "CREATE OR REPLACE VIEW adults AS SELECT id, name AS \"Name\" FROM people WHERE kind IN ('a', 'b') AND age >= 21",
    ],
  },
  {
    kind: "view",
    name: "app.names",
    on: "adults",
    definition: `create schema if not exists app; create view app.names as select distinct "Name" from adults;
      grant select on app.names to public`,
    byHand: ["COMMENT ON VIEW app.names IS 'by hand'"],
  },
  {
    kind: "view",
    name: "counting",
    definition:
      "create recursive view counting (n) as select 1 union all select n + 1 from counting where n < 5",
    byHand: ["ALTER VIEW counting SET (security_barrier = true)"],
  },
  {
    kind: "materialized view",
    name: "ages",
    on: "people",
    definition: `create materialized view if not exists ages (age, n) with (fillfactor=70)
      as select age, count(*) from people group by 1 with no data;
      create unique index ages_by_age on ages (age)`,
    byHand: ["DROP INDEX ages_by_age", "CREATE UNIQUE INDEX ages_by_age ON ages (age DESC)"],
  },
  {
    kind: "materialized view",
    name: "kinds",
    on: "people",
    definition: "create materialized view kinds as select distinct kind from people",
    byHand: [
      "DROP MATERIALIZED VIEW kinds",
      "CREATE MATERIALIZED VIEW kinds AS SELECT DISTINCT lower(kind) AS kind FROM people",
    ],
  },
  {
    kind: "function",
    name: "touch()",
    definition:
      "create function touch() returns trigger language plpgsql as $$\nbegin\n  new.age := new.age;\n  return new;\nend $$",
    byHand: ["ALTER FUNCTION touch() SECURITY DEFINER"],
  },
  {
    kind: "function",
    name: "older(integer)",
    definition: `create or replace function public.older(by int default 1) returns setof people
      stable language sql as 'select * from people where age > by'`,
    byHand: [
      "CREATE OR REPLACE FUNCTION older(by int DEFAULT 2) RETURNS SETOF people STABLE LANGUAGE sql AS 'select * from people where age > by'",
    ],
  },
  {
    kind: "function",
    name: "older(text)",
    definition: "create function older(who text) returns int language sql as 'select 1'",
    byHand: ["CREATE OR REPLACE FUNCTION older(who text) RETURNS int LANGUAGE sql AS 'select 2'"],
  },
  {
    kind: "procedure",
    name: "tidy",
    definition:
      "create procedure tidy() language sql as $body$ delete from people where age < 0 $body$",
    byHand: [
      "CREATE OR REPLACE PROCEDURE tidy() LANGUAGE sql SET work_mem = '8MB' AS $$ delete from people where age < 0 $$",
    ],
    found: "tidy",
  },
  {
    kind: "trigger",
    name: "keep",
    on: "people",
    definition: `create trigger keep before update of age, "name" on public.people for each row
      when (old.* is distinct from new.* and new.age>1) execute procedure touch()`,
    byHand: [
      "DROP TRIGGER keep ON people",
      "CREATE TRIGGER keep BEFORE UPDATE OF age, name ON people FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.* AND new.age > 2) EXECUTE FUNCTION touch()",
    ],
  },
  {
    kind: "trigger",
    name: "off",
    on: "people",
    definition:
      "create constraint trigger off after insert on people deferrable for each row execute function touch()",
    byHand: ["ALTER TABLE people DISABLE TRIGGER off"],
  },
  {
    kind: "rule",
    name: "guard",
    on: "people",
    definition: "create rule guard as on delete to people where old.age>100 do instead nothing",
    byHand: [
      "CREATE OR REPLACE RULE guard AS ON DELETE TO people WHERE old.age > 99 DO INSTEAD NOTHING",
    ],
  },
  {
    kind: "policy",
    name: "own",
    on: "people",
    definition: `alter table people enable row level security;
      create policy own on people for select to public
        using (name = current_user and exists (select from people p where p.id = people.id))`,
    byHand: ["ALTER POLICY own ON people USING (true)"],
  },
  {
    kind: "policy",
    name: "write",
    on: "people",
    definition: "create policy write on public.people for insert with check ( age>0 )",
    byHand: ["ALTER POLICY write ON people WITH CHECK (age > 1)"],
  },
  {
    kind: "domain",
    name: "email",
    definition: "create domain email as varchar(80) check (value like '%@%')",
    byHand: ["ALTER DOMAIN email SET NOT NULL"],
  },
  {
    kind: "sequence",
    name: "tickets",
    definition: "create sequence tickets start 100",
    byHand: ["ALTER SEQUENCE tickets INCREMENT 7"],
  },
];

const operation = ({ kind, name, on, definition }: Case): string =>
  `  new m.CreateObject(${JSON.stringify({ kind, name, definition, dependsOn: on === undefined ? [] : [on] })}),\n`;

const MIGRATION = `import * as m from "makemigrations";
m.register({ name: "0001_objects", dependencies: [], operations: [
  new m.CreateTable({ name: "people", fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "name", type: "varchar", length: 80 },
    { name: "kind", type: "varchar", length: 8 },
    { name: "age", type: "integer" },
  ] }),
${CASES.map(operation).join("")}] });
`;

const linesOf = (text: string): string[] =>
  text.split("\n").filter((line) => line !== "" && !line.startsWith("Database: "));

/** Whatever a comparison could leave behind. */
const TRACES = `SELECT string_agg(nspname, ',') AS schemas,
    (SELECT count(*)::int FROM pg_class) AS relations, (SELECT count(*)::int FROM pg_proc) AS routines,
    (SELECT count(*)::int FROM pg_type) AS types, (SELECT count(*)::int FROM pg_trigger) AS triggers,
    (SELECT count(*)::int FROM pg_policy) AS policies, (SELECT count(*)::int FROM pg_rewrite) AS rules
  FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'`;

describeEachDatabase(
  "objects that somebody changed by hand",
  (server) => {
    const open: TestDatabase[] = [];

    afterEach(async () => {
      for (const database of open.splice(0)) await database.drop();
    });

    const mm = (folder: string, url: string, ...words: readonly string[]) =>
      tool([...words, "--database-url", url], folder);

    async function migrated(
      work: (folder: string, database: TestDatabase) => Promise<void>,
    ): Promise<void> {
      const database = await server.create();
      open.push(database);
      await inFolder({ "migrations/0001_objects.ts": MIGRATION }, async (folder) => {
        const up = await mm(folder, database.url, "migrate", "up");
        expect(up.exit, up.stderr).to.equal(0);
        await work(folder, database);
      });
    }

    it("are reported by name, and none that is only written in another way", async function () {
      this.timeout(120_000);
      await migrated(async (folder, database) => {
        const connection = await database.connect();
        const before = await connection.query(TRACES);
        const same = await mm(folder, database.url, "db-diff");
        expect([linesOf(same.stdout), same.stderr]).to.deep.equal([["Nothing differs."], ""]);
        expect(await connection.query(TRACES)).to.deep.equal(before);
        for (const { byHand } of CASES) for (const sql of byHand) await connection.execute(sql);
        const drift = await mm(folder, database.url, "db-diff");
        const lines = CASES.map(({ kind, name }) => `~ ${kind} "${name}"`);
        expect(linesOf(drift.stdout).sort()).to.deep.equal(lines.sort());
        expect([drift.exit, drift.stderr]).to.deep.equal([5, ""]);
      });
    });
  },
  (name) => name === "postgresql",
);
