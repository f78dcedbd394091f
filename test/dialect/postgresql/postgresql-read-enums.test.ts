import { expect } from "chai";
import { findField } from "../../../src/schema/find-field.js";
import { statementsBetween, withCopy } from "./copied-database.js";

const DDL = [
  "CREATE TYPE \"Mood \"\"x\" AS ENUM ('sad', 'ok')",
  "CREATE TYPE unused AS ENUM ('a')",
  "CREATE TYPE states_name_enum AS ENUM ('on', 'off')",
  "CREATE TYPE alone AS ENUM ('x', 'y')",
  "CREATE TYPE t_twice_enum AS ENUM ('1', '2')",
  "CREATE TYPE t_own_enum AS ENUM ('z')",
  "CREATE SCHEMA audit",
  "CREATE TYPE audit.log_level_enum AS ENUM ('low', 'high')",
  "CREATE TABLE audit.log (id int PRIMARY KEY, level audit.log_level_enum)",
  "CREATE TABLE states (name states_name_enum PRIMARY KEY)",
  `CREATE TABLE t (id int PRIMARY KEY, mood "Mood ""x" NOT NULL DEFAULT 'ok', moods "Mood ""x"[],
    state states_name_enum REFERENCES states, alone alone, twice t_twice_enum, again t_twice_enum,
    own t_own_enum,
    CONSTRAINT ck CHECK (mood <> 'sad'::"Mood ""x" OR alone = 'x'))`,
  'CREATE INDEX ix ON t (id) WHERE mood = \'sad\'::"Mood ""x"',
];

const TYPES = `SELECT n.nspname, t.typname, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS labels
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
  GROUP BY 1, 2 ORDER BY 1, 2`;
const COLUMNS = `SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod) FROM pg_attribute
  WHERE attrelid IN ('t'::regclass, 'states'::regclass, 'audit.log'::regclass) AND attnum > 0 ORDER BY 1, 2`;
const EXPRESSIONS = `SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'
  UNION ALL SELECT indexdef FROM pg_indexes WHERE indexname = 'ix'`;

describe("enum types of a PostgreSQL database", () => {
  it("keep their names, which the schema file and the new database have as well", async () => {
    await withCopy(DDL, async ({ live, alike }) => {
      expect(await alike(TYPES)).to.have.length(7);
      for (const sql of [COLUMNS, EXPRESSIONS]) await alike(sql);
      expect([...live.enums.keys()]).to.deep.equal([
        'Mood "x',
        "alone",
        "states_name_enum",
        "t_twice_enum",
        "unused",
      ]);
      const fields = live.tables.get("t")?.fields.map((field) => [field.name, field.enum]);
      expect(fields).to.deep.equal([
        ["id", undefined],
        ["mood", 'Mood "x'],
        ["moods", 'Mood "x'],
        ["state", "states_name_enum"],
        ["alone", "alone"],
        ["twice", "t_twice_enum"],
        ["again", "t_twice_enum"],
        ["own", undefined],
      ]);
    });
  });

  it("are called by those names in the SQL that mends a database", async () => {
    await withCopy(DDL, async ({ live }) => {
      const table = live.tables.get("t");
      const alone = table && findField(table, "alone");
      if (table === undefined || alone === undefined) throw new Error("no field");
      const fields = table.fields.filter((field) => field !== alone);
      const without = { ...table, fields, checks: [] };
      const lacking = { ...live, tables: new Map(live.tables).set("t", without) };
      const mending = statementsBetween(lacking, live);
      expect(mending.map(({ sql }) => sql)).to.deep.equal([
        'ALTER TABLE "t" ADD COLUMN "alone" "alone"',
        `ALTER TABLE "t" ADD CONSTRAINT "ck" CHECK ((mood <> 'sad'::"Mood ""x") OR (alone = 'x'::alone))`,
      ]);
    });
  });
});
