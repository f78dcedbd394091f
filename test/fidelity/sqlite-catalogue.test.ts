import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { compareFacts } from "./catalogue.js";
import { sqliteCatalogue } from "./sqlite-catalogue.js";

const PARENT = "CREATE TABLE p (id INTEGER PRIMARY KEY, b);";

/** Two scripts each whose tables are not the same, however alike they look. */
const UNLIKE: readonly (readonly [string, string])[] = [
  ["CREATE TABLE t (a INT PRIMARY KEY)", "CREATE TABLE t (a INTEGER PRIMARY KEY)"],
  ["CREATE TABLE t (a TEXT PRIMARY KEY)", "CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY)"],
  ["CREATE TABLE t (a TEXT)", "CREATE TABLE t (a TEXT COLLATE NOCASE)"],
  ["CREATE TABLE t (a TEXT UNIQUE)", "CREATE TABLE t (a TEXT UNIQUE ON CONFLICT IGNORE)"],
  ["CREATE TABLE t (a, UNIQUE (a))", "CREATE TABLE t (a, UNIQUE (a DESC))"],
  ["CREATE TABLE t (a, UNIQUE (a))", "CREATE TABLE t (a, UNIQUE (a COLLATE NOCASE))"],
  ["CREATE TABLE t (a CHECK (a > 1))", "CREATE TABLE t (a CHECK (a > 2))"],
  ["CREATE TABLE t (a CONSTRAINT x CHECK (a > 1))", "CREATE TABLE t (a CHECK (a > 1))"],
  ["CREATE TABLE t (a CONSTRAINT x UNIQUE)", "CREATE TABLE t (a CONSTRAINT y UNIQUE)"],
  ["CREATE TABLE t (a, b AS (a + 1))", "CREATE TABLE t (a, b AS (a + 2))"],
  ["CREATE TABLE t (a, b AS (a + 1))", "CREATE TABLE t (a, b AS (a + 1) STORED)"],
  ["CREATE TABLE t (a UUID)", "CREATE TABLE t (a UUID_TEXT)"],
  ["CREATE TABLE t (a TEXT DEFAULT '1')", "CREATE TABLE t (a TEXT DEFAULT 1)"],
  ["CREATE TABLE t (a INT) STRICT", "CREATE TABLE t (a INT)"],
  [
    "CREATE TABLE t (a INTEGER PRIMARY KEY)",
    "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)",
  ],
  [
    `${PARENT} CREATE TABLE t (a REFERENCES p DEFERRABLE INITIALLY DEFERRED)`,
    `${PARENT} CREATE TABLE t (a REFERENCES p)`,
  ],
  [
    `${PARENT} CREATE INDEX i ON p (b) WHERE b > 1`,
    `${PARENT} CREATE INDEX i ON p (b) WHERE b > 2`,
  ],
  [`${PARENT} CREATE INDEX i ON p (b + 1)`, `${PARENT} CREATE INDEX i ON p (b + 2)`],
  [
    "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t",
    "CREATE TABLE t (a); CREATE VIEW v AS SELECT a + 1 FROM t",
  ],
  ["CREATE VIRTUAL TABLE t USING fts5(a)", "CREATE VIRTUAL TABLE t USING fts5(b)"],
];

/** The same in other words. */
const ALIKE: readonly (readonly [string, string])[] = [
  [
    "create table T ( a  Int -- why\n, b Numeric(10, 2) DEFAULT (1))",
    `CREATE TABLE "T" ([a] INTEGER, "b" DECIMAL(10,2) DEFAULT 1)`,
  ],
  [
    `${PARENT} CREATE TABLE t (a REFERENCES p, CHECK ((a > 1)))`,
    `${PARENT} CREATE TABLE t (a, CONSTRAINT c CHECK (a > 1), CONSTRAINT f FOREIGN KEY (a) REFERENCES "p" ("id"))`,
  ],
  ["CREATE TABLE t (a UNIQUE)", "CREATE TABLE t (a, CONSTRAINT u UNIQUE (a ASC))"],
];

describe("the catalogue of SQLite", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mm-catalogue-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function differences(scripts: readonly [string, string]): Promise<readonly string[]> {
    const read = scripts.map(async (script, at) => {
      const url = `sqlite:${join(folder, `${at}.db`)}`;
      await sqliteCatalogue.load(url, script);
      return await sqliteCatalogue.read(url, { ignore: [] });
    });
    const [first = [], second = []] = await Promise.all(read);
    return compareFacts(first, second).map(({ text }) => text);
  }

  for (const [first, second] of UNLIKE) {
    it(`tells ${first} from ${second}`, async () => {
      expect(await differences([first, second])).to.not.deep.equal([]);
    });
  }

  for (const [first, second] of ALIKE) {
    it(`takes ${first.replaceAll("\n", " ")} for ${second}`, async () => {
      expect(await differences([first, second])).to.deep.equal([]);
    });
  }
});
