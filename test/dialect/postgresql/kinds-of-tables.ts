import { again, type KindCase } from "./kinds-of-objects.js";

/** Tables that are kept whole. */
export const TABLES: readonly KindCase[] = [
  {
    kind: "table",
    name: "events",
    on: "people",
    definition: `create table if not exists public.events (
        id bigserial, at timestamptz not null default now(), who int references people on delete cascade,
        kind text check (kind in ('a', 'b')), "Twice" int generated always as (who * 2) stored,
        primary key (id, at)) partition by range (at);
      create index on events (who) where kind <> 'a';
      comment on column events.kind is 'a or b'`,
    changes: [
      "ALTER TABLE events ADD note text",
      "ALTER TABLE events ALTER COLUMN kind SET NOT NULL",
      "ALTER TABLE events ALTER COLUMN kind TYPE varchar(9)",
      "ALTER TABLE events ALTER COLUMN at SET DEFAULT now() + interval '1 day'",
      "ALTER SEQUENCE events_id_seq INCREMENT BY 5",
      "ALTER TABLE events DROP CONSTRAINT events_kind_check; ALTER TABLE events ADD CONSTRAINT events_kind_check CHECK (kind IN ('a', 'c'))",
      "ALTER TABLE events DROP CONSTRAINT events_who_fkey; ALTER TABLE events ADD CONSTRAINT events_who_fkey FOREIGN KEY (who) REFERENCES people",
      "ALTER TABLE events DROP CONSTRAINT events_who_fkey; ALTER TABLE events ADD CONSTRAINT events_who_fkey FOREIGN KEY (who) REFERENCES app.people ON DELETE CASCADE",
      "DROP INDEX events_who_idx; CREATE INDEX events_who_idx ON events (who)",
      "CREATE INDEX more ON events (kind)",
      "ALTER TABLE ONLY events ALTER COLUMN kind SET STATISTICS 9",
      "COMMENT ON COLUMN events.kind IS 'by hand'",
      "COMMENT ON TABLE events IS 'by hand'",
      "ALTER TABLE events ENABLE ROW LEVEL SECURITY",
      "ALTER TABLE events FORCE ROW LEVEL SECURITY",
    ],
  },
  {
    kind: "table",
    name: "events_2024",
    on: "events",
    definition:
      "create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01')",
    changes: [
      "ALTER TABLE events DETACH PARTITION events_2024; ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2024-07-01')",
      "ALTER TABLE events_2024 ALTER COLUMN kind SET DEFAULT 'b'",
      "CREATE INDEX events_2024_at ON events_2024 (at)",
      "ALTER TABLE events_2024 ADD CONSTRAINT few CHECK (who < 10)",
      "ALTER TABLE events_2024 SET (fillfactor = 70)",
      "ALTER TABLE events_2024 ENABLE ROW LEVEL SECURITY",
    ],
  },
  {
    kind: "table",
    name: "events_2025",
    on: "events",
    definition: `create table events_2025 (like events including defaults including constraints including generated);
      alter table events attach partition events_2025 for values from ('2025-01-01') to ('2026-01-01')`,
    changes: ["CREATE INDEX events_2025_at ON events_2025 (at)"],
  },
  {
    kind: "table",
    name: "app.parts",
    definition: `create table app.parts (n int, sort text collate "C") partition by list (lower(sort));
      create table app.parts_a partition of app.parts for values in ('a', 'b') partition by hash (n);
      create table app.parts_a0 partition of app.parts_a for values with (modulus 2, remainder 0);
      create table app.parts_rest partition of app.parts default`,
    drop: "DROP TABLE app.parts",
    changes: [
      "ALTER TABLE app.parts ADD m int",
      "ALTER TABLE app.parts DETACH PARTITION app.parts_a; ALTER TABLE app.parts ATTACH PARTITION app.parts_a FOR VALUES IN ('a', 'c')",
      "ALTER TABLE app.parts_a DETACH PARTITION app.parts_a0; ALTER TABLE app.parts_a ATTACH PARTITION app.parts_a0 FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
      "ALTER TABLE app.parts_rest ALTER COLUMN n SET NOT NULL",
      "ALTER TABLE app.parts ENABLE ROW LEVEL SECURITY",
      "ALTER TABLE app.parts_a FORCE ROW LEVEL SECURITY",
    ],
  },
  {
    kind: "table",
    name: "ledger",
    on: "people",
    definition: `create table ledger (n int, who int) partition by range (n);
      create table ledger_low partition of ledger for values from (0) to (10);
      create trigger stamp before insert on public.ledger for each row when (new.n>1) execute procedure stamp();
      create or replace rule "No Delete" as on delete to ledger where old.n=1 do instead nothing;
      alter table ledger enable row level security;
      create policy mine on ledger for select using (who in (1, 2));
      comment on policy mine on ledger is 'of one''s own';
      create trigger part before update on ledger_low for each row execute function stamp()`,
    changes: [
      again(
        "DROP TRIGGER stamp ON ledger",
        "CREATE TRIGGER stamp BEFORE INSERT ON ledger FOR EACH ROW WHEN (new.n > 2) EXECUTE FUNCTION stamp()",
      ),
      again(
        "DROP TRIGGER stamp ON ledger",
        "CREATE TRIGGER stamp BEFORE INSERT ON ledger FOR EACH ROW WHEN (new.n > 1) EXECUTE FUNCTION stain()",
      ),
      "ALTER TABLE ledger DISABLE TRIGGER stamp",
      "ALTER TABLE ledger_low DISABLE TRIGGER stamp",
      "DROP TRIGGER stamp ON ledger",
      `CREATE OR REPLACE RULE "No Delete" AS ON DELETE TO ledger WHERE old.n = 2 DO INSTEAD NOTHING`,
      `ALTER TABLE ledger DISABLE RULE "No Delete"`,
      `DROP RULE "No Delete" ON ledger`,
      "ALTER POLICY mine ON ledger USING (who IN (1, 3))",
      "ALTER POLICY mine ON ledger TO postgres",
      "DROP POLICY mine ON ledger",
      "ALTER TABLE ledger DISABLE ROW LEVEL SECURITY",
      "ALTER TABLE ledger FORCE ROW LEVEL SECURITY",
      "COMMENT ON POLICY mine ON ledger IS NULL",
      "COMMENT ON TRIGGER stamp ON ledger IS 'by hand'",
      "DROP TRIGGER part ON ledger_low",
    ],
  },
  {
    kind: "table",
    name: "guarded",
    definition:
      "create table guarded (n int) partition by range (n); alter table guarded enable row level security",
    changes: [
      "ALTER TABLE guarded DISABLE ROW LEVEL SECURITY",
      "ALTER TABLE guarded FORCE ROW LEVEL SECURITY",
    ],
  },
  {
    kind: "policy",
    name: "guard",
    on: "guarded",
    definition: "create policy guard on guarded using (n > 1)",
    drop: "DROP POLICY guard ON guarded",
    changes: [],
  },
  {
    kind: "table",
    name: "app.shielded",
    definition: "create table app.shielded (n int) partition by range (n)",
    changes: ["ALTER TABLE app.shielded FORCE ROW LEVEL SECURITY"],
  },
  {
    kind: "policy",
    name: "shield",
    on: "app.shielded",
    definition:
      "alter table app.shielded enable row level security; create policy shield on app.shielded using (n > 1)",
    drop: "DROP POLICY shield ON app.shielded",
    changes: [],
  },
  {
    kind: "table",
    name: "child",
    on: "people",
    definition:
      "create unlogged table child (extra int not null default 7, check (extra > age)) inherits (people) with (fillfactor=80)",
    changes: [
      "ALTER TABLE child SET LOGGED",
      "ALTER TABLE child NO INHERIT people; ALTER TABLE child INHERIT app.people",
      "ALTER TABLE child INHERIT app.people",
      "ALTER TABLE child ALTER COLUMN extra SET DEFAULT 8",
      "ALTER TABLE child ALTER COLUMN kind SET DEFAULT 'x'",
      "ALTER TABLE child ADD PRIMARY KEY (extra)",
      "ALTER TABLE child RESET (fillfactor)",
    ],
  },
  {
    kind: "table",
    name: "typed",
    definition: "create table typed of pair (primary key (a))",
    changes: [
      "ALTER TABLE typed ALTER COLUMN b SET DEFAULT 4",
      "ALTER TABLE typed DROP CONSTRAINT typed_pkey",
    ],
  },
  {
    kind: "table",
    name: "empty",
    definition: "create table empty ()",
    changes: ["COMMENT ON TABLE empty IS 'by hand'"],
  },
  {
    kind: "table",
    name: "plain",
    on: "people",
    definition: `create table if not exists plain (id serial primary key, who int references people (id) on delete cascade,
        "Some Text" varchar(40) default 'x' || 'y' collate "C", note text check (length(note)<10), twice int generated always as (who*2) stored,
        span int4range, pairs pair[] not null default '{}', constraint apart exclude using gist (span with &&), unique (note, who));
      create index on plain (lower(note)) where who>1;
      alter table plain add check (who<>3), alter column note set storage external;
      create trigger stamp before insert on plain for each row execute procedure stamp();
      comment on table plain is 'plain'; comment on column plain.note is 'note'`,
    changes: [
      "ALTER TABLE plain ADD more text",
      "ALTER TABLE plain ALTER COLUMN note SET NOT NULL",
      "ALTER TABLE plain ALTER COLUMN note TYPE varchar(9)",
      `ALTER TABLE plain ALTER COLUMN "Some Text" SET DEFAULT 'z'`,
      `ALTER TABLE plain ALTER COLUMN "Some Text" TYPE varchar(40) COLLATE "POSIX"`,
      "ALTER SEQUENCE plain_id_seq INCREMENT BY 5",
      "ALTER TABLE plain DROP CONSTRAINT plain_who_fkey; ALTER TABLE plain ADD CONSTRAINT plain_who_fkey FOREIGN KEY (who) REFERENCES people",
      "ALTER TABLE plain DROP CONSTRAINT plain_note_check; ALTER TABLE plain ADD CONSTRAINT plain_note_check CHECK (length(note) < 11)",
      "ALTER TABLE plain DROP CONSTRAINT apart",
      "DROP INDEX plain_lower_idx",
      "CREATE INDEX more ON plain (span)",
      "ALTER TABLE plain ALTER COLUMN note SET STORAGE MAIN",
      "COMMENT ON COLUMN plain.note IS 'by hand'",
      "DROP TRIGGER stamp ON plain",
      "ALTER TABLE plain ENABLE ROW LEVEL SECURITY",
      "ALTER TABLE plain SET (fillfactor = 70)",
    ],
  },
  {
    kind: "table",
    name: "app.asked",
    definition: "create table app.asked (n, kind) as select age+1, kind from people where age>2",
    drop: "DROP TABLE app.asked",
    changes: [
      "ALTER TABLE app.asked ALTER COLUMN n TYPE bigint",
      "ALTER TABLE app.asked RENAME COLUMN n TO m",
    ],
  },
  {
    kind: "table",
    name: "owner",
    definition: "create table owner (id int primary key, n int) partition by range (id)",
    changes: ["CREATE INDEX more_of_owner ON owner (n)"],
  },
  {
    kind: "index",
    name: "of_owner",
    on: "owner",
    definition: "create index of_owner on owner (n)",
    changes: [again("DROP INDEX of_owner", "CREATE INDEX of_owner ON owner (n DESC)")],
  },
  {
    kind: "table",
    name: "app.held",
    definition: "create table app.held (id int primary key, n int)",
    changes: ["CREATE INDEX more_of_held ON app.held (n)"],
  },
  {
    kind: "index",
    name: "app.of_held",
    on: "app.held",
    definition: "create index of_held on app.held (n)",
    changes: [again("DROP INDEX app.of_held", "CREATE INDEX of_held ON app.held (n DESC)")],
  },
  {
    kind: "foreign table",
    name: "away",
    definition: `create foreign table away (id int options (key 'true') not null, name text default 'x', check (id > 0))
      server far2 options (file '/nowhere', mode 'r')`,
    changes: [
      "ALTER FOREIGN TABLE away OPTIONS (SET file '/somewhere')",
      "ALTER FOREIGN TABLE away OPTIONS (DROP mode)",
      "ALTER FOREIGN TABLE away ALTER COLUMN id OPTIONS (SET key 'false')",
      "ALTER FOREIGN TABLE away ADD more int",
      "ALTER FOREIGN TABLE away ALTER COLUMN name SET DEFAULT 'y'",
      "ALTER FOREIGN TABLE away ALTER COLUMN id DROP NOT NULL",
      "ALTER FOREIGN TABLE away DROP CONSTRAINT away_id_check",
      "COMMENT ON FOREIGN TABLE away IS 'by hand'",
    ],
  },
];
