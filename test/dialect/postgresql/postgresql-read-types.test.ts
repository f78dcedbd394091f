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
  }).timeout(20_000);
});
