import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";

/** An object as its author writes it, and what is done to it by hand. */
interface Case {
  readonly kind: string;
  readonly name: string;
  readonly on?: string;
  readonly definition: string;
  /** On a view it must be said how it is taken away. */
  readonly drop?: string;
  readonly byHand: readonly string[];
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
    name: "set_up",
    on: "people",
    definition: `create materialized view set_up as select id, kind from people;
      create index set_up_kind on set_up (lower(kind)); alter materialized view set_up cluster on set_up_kind;
      alter materialized view set_up alter column kind set storage external; alter index set_up_kind alter column 1 set statistics 50;
      alter table set_up alter id set statistics 9; comment on index set_up_kind is 'by kind'`,
    byHand: ["ALTER INDEX set_up_kind ALTER COLUMN 1 SET STATISTICS 60"],
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
    kind: "trigger",
    name: "through",
    on: "adults",
    definition:
      "create trigger through instead of insert on adults for each row execute procedure touch()",
    drop: "drop trigger through on adults",
    byHand: [
      "DROP TRIGGER through ON adults",
      "CREATE TRIGGER through INSTEAD OF INSERT OR DELETE ON adults FOR EACH ROW EXECUTE FUNCTION touch()",
    ],
  },
  {
    kind: "rule",
    name: "aside",
    on: "app.names",
    definition: "create rule aside as on insert to app.names do instead nothing",
    drop: "drop rule aside on app.names",
    byHand: [
      "CREATE OR REPLACE RULE aside AS ON INSERT TO app.names DO INSTEAD DELETE FROM people WHERE age < 0",
    ],
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
    kind: "setting",
    name: "people storage of name",
    on: "people",
    definition: "ALTER TABLE people ALTER COLUMN name SET STORAGE EXTERNAL",
    byHand: ["ALTER TABLE people ALTER COLUMN name SET STORAGE MAIN"],
  },
  {
    kind: "domain",
    name: "email",
    definition: "create domain email as varchar(80) check (value like '%@%')",
    byHand: ["ALTER DOMAIN email SET NOT NULL"],
  },
  {
    kind: "type",
    name: "place",
    definition: "create type place as (x int, street varchar(80), mail email)",
    byHand: ["ALTER TYPE place ALTER ATTRIBUTE street TYPE text"],
  },
  {
    kind: "type",
    name: "app.span",
    definition:
      "create type app.span as range (subtype=float8, subtype_diff = float8mi, Multirange_Type_Name=app.spans)",
    byHand: [
      "DROP TYPE app.span",
      "CREATE TYPE app.span AS RANGE (subtype = float8, multirange_type_name = app.spans)",
    ],
  },
  {
    kind: "sequence",
    name: "tickets",
    definition: "create sequence tickets start 100",
    byHand: ["ALTER SEQUENCE tickets INCREMENT 7"],
  },
];

const operation = ({ kind, name, on, definition, drop }: Case): string =>
  `  new m.CreateObject(${JSON.stringify({ kind, name, definition, drop, dependsOn: on === undefined ? [] : [on] })}),\n`;

const migration = (all: readonly Case[]): string => `import * as m from "makemigrations";
m.register({ name: "0001_objects", dependencies: [], operations: [
  new m.CreateTable({ name: "people", fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "name", type: "varchar", length: 80 },
    { name: "kind", type: "varchar", length: 8 },
    { name: "age", type: "integer" },
  ] }),
${all.map(operation).join("")}] });
`;

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("Database: ") && !line.startsWith("    "));

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
      await inFolder({ "migrations/0001_objects.ts": migration(CASES) }, async (folder) => {
        const up = await mm(folder, database.url, "migrate", "up");
        expect(up.exit, up.stderr).to.equal(0);
        await work(folder, database);
      });
    }

    /** What `db-diff` says on standard error of each object that it could not compare. */
    async function uncompared(
      folder: string,
      url: string,
      ...others: readonly string[]
    ): Promise<readonly string[]> {
      const { stdout, stderr } = await mm(folder, url, "db-diff");
      const nothing = others.length === 0 ? ["Nothing differs in what was compared."] : others;
      expect(linesOf(stdout)).to.deep.equal(nothing);
      return linesOf(stderr);
    }

    const because = (why: string): readonly string[] =>
      CASES.filter(({ kind }) => kind !== "setting")
        .map(({ kind, name }) => `Not compared: ${kind} "${name}", because ${why}`)
        .sort();

    it("are reported by name, and none that is only written in another way", async () => {
      await migrated(async (folder, database) => {
        const connection = await database.connect();
        // As it comes out of a dump: by now the server spells it in another way.
        const dumped = "SELECT pg_get_viewdef('adults'::regclass) AS sql";
        const [first] = await connection.query(dumped);
        await connection.execute(`CREATE OR REPLACE VIEW adults AS ${String(first?.sql)}`);
        expect(await connection.query(dumped)).not.to.deep.equal([first]);
        const before = await connection.query(TRACES);
        const same = await mm(folder, database.url, "db-diff");
        expect([linesOf(same.stdout), same.stderr]).to.deep.equal([["Nothing differs."], ""]);
        expect(await connection.query(TRACES)).to.deep.equal(before);
        for (const { byHand } of CASES) for (const sql of byHand) await connection.execute(sql);
        const drift = await mm(folder, database.url, "db-diff");
        const lines = CASES.map(({ kind, name }) => `~ ${kind} "${name}"`);
        // With both definitions of each.
        expect(drift.stdout).to.include(
          "    - create sequence tickets start 100\n    + CREATE SEQUENCE tickets ",
        );
        expect(linesOf(drift.stdout).sort()).to.deep.equal(lines.sort());
        expect([drift.exit, drift.stderr]).to.deep.equal([5, ""]);
      });
    });

    it("are compared while the tables are in use, and no code of the database runs meanwhile", async () => {
      await migrated(async (folder, database) => {
        const [owner, other] = [await database.connect(), await database.connect()];
        for (const sql of [
          "CREATE FUNCTION loud() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'loud'; END $$",
          "CREATE EVENT TRIGGER first ON ddl_command_start EXECUTE FUNCTION loud()",
        ])
          await owner.execute(sql);
        const added = ['+ event trigger "first" (postgresql)', '+ function "loud()" (postgresql)'];
        await other.begin();
        // Nothing but reading goes beside it.
        await other.execute("LOCK TABLE people IN EXCLUSIVE MODE");
        const { stdout, stderr } = await mm(folder, database.url, "db-diff");
        expect([linesOf(stdout), stderr]).to.deep.equal([added, ""]);
        await other.rollback();
        await owner.execute("ALTER EVENT TRIGGER first ENABLE ALWAYS");
        expect(await uncompared(folder, database.url, ...added)).to.include.members(
          because('event trigger "first" would fire for what is made to compare'),
        );
      });
    });

    it("are compared by presence, and named, where nothing can be made", async () => {
      await migrated(async (folder, database) => {
        const owner = await database.connect();
        const role = `mm_${randomBytes(6).toString("hex")}`;
        const url = new URL(database.url);
        await owner.execute(`CREATE ROLE ${role} LOGIN`);
        try {
          await owner.execute(`REVOKE TEMPORARY ON DATABASE ${url.pathname.slice(1)} FROM PUBLIC`);
          await owner.execute(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`);
          url.username = role;
          const poor = `user "${role}" may not make temporary objects, which are made to compare`;
          expect(await uncompared(folder, url.href)).to.have.members(because(poor));
        } finally {
          await owner.execute(`DROP OWNED BY ${role}`);
          await owner.execute(`DROP ROLE ${role}`);
        }
        const reading = new URL(database.url);
        reading.searchParams.set("options", "-c default_transaction_read_only=on");
        expect(await uncompared(folder, reading.href)).to.have.members(
          because("the session may only read, and make nothing to compare"),
        );
      });
    });

    it("are compared by presence, and named, where their text tells no more what was made", async () => {
      const unclear: readonly Case[] = [
        ...(["adults", "all_of_it"] as const).map((name) => ({
          kind: "view",
          name,
          on: "people",
          definition: `create view ${name} as select ${name === "adults" ? "kind" : "*"} from people`,
          byHand: [],
        })),
        ...["like people", "like people including all"].map((like, at) => ({
          kind: "table",
          name: `copy_${at}`,
          on: "people",
          definition: `create table copy_${at} (${like}, more int)`,
          byHand: [],
        })),
        {
          kind: "function",
          name: "one()",
          definition:
            "do 'begin create function one() returns int language sql as $$ select 1 $$; end'",
          byHand: [],
        },
      ];
      const later = `import * as m from "makemigrations";
m.register({ name: "0002_later", dependencies: ["0001_objects"], operations: [
  new m.RenameField({ table: "people", oldName: "kind", newName: "sort" }),
  new m.AddField({ table: "people", field: { name: "born", type: "date", nullable: true } }),
] });
`;
      const files = {
        "migrations/0001_objects.ts": migration(unclear),
        "migrations/0002_later.ts": later,
      };
      const database = await server.create();
      open.push(database);
      await inFolder(files, async (folder) => {
        expect((await mm(folder, database.url, "migrate", "up")).exit).to.equal(0);
        expect(await uncompared(folder, database.url)).to.deep.equal([
          'Not compared: function "one()", because its SQL does more than make it',
          ...["copy_0", "copy_1"].map(
            (name) =>
              `Not compared: table "${name}", because it was made like another table, or by a query of one, which was another one then`,
          ),
          'Not compared: view "adults", because column "kind" does not exist',
          'Not compared: view "all_of_it", because its `*` stood for other fields when it was made',
        ]);
      });
    });
  },
  (name) => name === "postgresql",
);
