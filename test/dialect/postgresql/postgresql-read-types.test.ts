import { expect } from "chai";
import { withCopy } from "./copied-database.js";

const DDL = [
  `CREATE TABLE t (id int PRIMARY KEY, a varchar NOT NULL DEFAULT 'x', b varchar[], c varchar(3), d text,
    CONSTRAINT ck CHECK (a IN ('x', E'\\\\''y') AND d <> a))`,
  "CREATE UNIQUE INDEX ix ON t (lower(a)) WHERE a <> ''",
];

const COLUMNS = `SELECT attname, format_type(atttypid, atttypmod), pg_get_expr(adbin, adrelid)
  FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE attrelid = 't'::regclass AND attnum > 0 ORDER BY attnum`;
const INDEX = "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix'";

describe("types of a PostgreSQL database", () => {
  it("stay what they are where the model has a word that is nearly the same", async () => {
    await withCopy(DDL, async ({ file, alike }) => {
      await alike(COLUMNS);
      await alike(INDEX);
      expect(file).to.include("native: character varying\n");
    });
  });

  it("have defaults that may be written where they stand", async () => {
    const defaults = [
      "a timestamp DEFAULT (now() AT TIME ZONE 'utc')",
      "b boolean DEFAULT (1 IN (1, 2))",
      "c boolean DEFAULT (1 < 2 AND true)",
      "d boolean DEFAULT (NOT true)",
      "e boolean DEFAULT (current_user IS NOT NULL)",
      `f text DEFAULT (current_user COLLATE "C")`,
      "g date DEFAULT CURRENT_DATE + 1",
      "h integer DEFAULT (1 + 2) * length('x')",
      "i integer DEFAULT (3)",
      "j integer DEFAULT CASE WHEN true AND false THEN 1 ELSE 2 END",
      "k varchar DEFAULT 'at'",
    ];
    await withCopy([`CREATE TABLE t (id int, ${defaults.join(", ")})`], async ({ alike }) => {
      expect(await alike(COLUMNS)).to.have.length(12);
    });
  });
});
