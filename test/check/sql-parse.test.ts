import { expect } from "chai";
import { openSqlParser, type SqlReading } from "../../src/check/sql-parse.js";

type Names = string;
type Case = readonly [database: string, sql: string, verbs: Names, tables: Names, calls?: Names];

const P = "postgresql";
const M = "mysql";
const S = "sqlite";

/** Everything that is read: its verbs, tables and functions, each sorted. */
const readable: readonly Case[] = [
  [P, "SELECT a FROM t", "select", "t"],
  [P, 'SELECT * FROM "T", public.u AS x', "select", "public.u t"],
  [P, 'SELECT * FROM "a.b"', "select", '"a.b"'],
  [P, "TABLE secret", "select", "secret"],
  [P, "INSERT INTO a TABLE secret", "insert select", "a secret"],
  [P, "CREATE TABLE x AS TABLE secret", "create_table select", "secret x"],
  [P, "SELECT * INTO x FROM a", "create_table select", "a x"],
  [P, "SELECT * FROM ONLY secret", "select", "secret"],
  [P, "SELECT 1 FROM a AS x FOR UPDATE OF x", "select", "a"],
  [P, "CREATE TABLE x PARTITION OF secret DEFAULT", "create_table", "secret x"],
  [P, "CREATE TABLE x (LIKE secret)", "create_table", "secret x"],
  [P, "CREATE TABLE x (a int REFERENCES secret)", "create_table", "secret x"],
  [P, "ALTER TABLE a INHERIT secret", "alter_table", "a secret"],
  [P, "ALTER TABLE a RENAME TO b", "alter_table", "a b"],
  [
    P,
    "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES secret(id)",
    "alter_table",
    "a secret",
  ],
  [P, "DROP VIEW secret", "drop_view", "secret"],
  [P, "DROP INDEX secret_i", "drop_index", "secret_i"],
  [M, "DROP INDEX i ON secret", "drop_index", "secret"],
  [P, "DROP TRIGGER t ON secret", "drop_trigger", "secret"],
  [P, "CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()", "create_trigger", "a", "f"],
  [
    P,
    "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON a FROM secret FOR EACH ROW EXECUTE FUNCTION f()",
    "create_trigger",
    "a secret",
    "f",
  ],
  [P, "ALTER TABLE a ADD b int REFERENCES c ON DELETE CASCADE", "alter_table", "a c"],
  [P, "DROP TABLE a RESTRICT", "drop_table", "a"],
  [M, "DROP TRIGGER secret_t", "drop_trigger", "secret_t"],
  [S, "DROP TRIGGER main.secret_t", "drop_trigger", "main.secret_t"],
  [P, "TRUNCATE a, secret", "truncate", "a secret"],
  [P, "DELETE FROM a USING secret", "delete", "a secret"],
  [P, "UPDATE a SET x = 1 FROM secret", "update", "a secret"],
  [
    P,
    "MERGE INTO a USING secret ON a.x = secret.x WHEN MATCHED THEN DELETE",
    "delete merge",
    "a secret",
  ],
  [P, "CREATE VIEW v AS SELECT * FROM secret", "create_view select", "secret v"],
  [P, "SELECT * FROM a, LATERAL (SELECT * FROM secret) s", "select", "a secret"],
  [P, "SELECT * FROM a TABLESAMPLE system(1)", "select", "a"],
  [P, "SELECT 1 UNION SELECT x FROM secret", "select", "secret"],
  [M, "SELECT 1 UNION SELECT x FROM secret", "compound_select select", "secret"],
  [P, "SELECT (SELECT 1 FROM secret)", "select", "secret"],
  [P, "SELECT $$ FROM x $$ FROM a", "select", "a"],
  // WITH: a name of its own, not for what is written, and not before it is there.
  [P, "WITH x AS (SELECT 1 FROM a) SELECT * FROM x", "select", "a"],
  [P, "WITH x AS (DELETE FROM secret RETURNING *) SELECT * FROM x", "delete select", "secret"],
  [P, "WITH secret AS (SELECT * FROM secret) SELECT * FROM secret", "select", "secret"],
  [P, "WITH RECURSIVE r AS (SELECT 1 UNION SELECT * FROM r) SELECT * FROM r", "select", ""],
  [P, "WITH secret AS (SELECT 1) SELECT * FROM public.secret", "select", "public.secret"],
  [
    P,
    "WITH secret AS (SELECT 1) INSERT INTO secret SELECT * FROM secret",
    "insert select",
    "secret",
  ],
  [P, "WITH secret AS (SELECT 1) UPDATE secret SET x = 1", "select update", "secret"],
  [P, "WITH secret AS (SELECT 1) DELETE FROM secret", "delete select", "secret"],
  [
    P,
    "SELECT (WITH secret AS (SELECT 1) SELECT 1 FROM secret), (SELECT 1 FROM secret)",
    "select",
    "secret",
  ],
  [P, "WITH a AS (SELECT 1 FROM b), b AS (SELECT 1) SELECT * FROM a, b", "select", "b"],
  // Not one name, though they look like it: a database that keeps the case reads the real table.
  [P, 'WITH "Secret" AS (SELECT 1) SELECT * FROM secret', "select", "secret"],
  [P, 'WITH Secret AS (SELECT 1) SELECT * FROM "Secret"', "select", "secret"],
  [P, 'WITH "SECRÉT" AS (SELECT 1) SELECT * FROM "secrét"', "select", "secrét"],
  [M, "WITH `SECRÉT` AS (SELECT 1) SELECT * FROM `secrét`", "select", "secrét"],
  [M, "WITH SECRET AS (SELECT 1) SELECT * FROM secret", "select", "secret"],
  [P, 'WITH x AS (SELECT 1) SELECT * FROM "x"', "select", ""],
  [P, "WITH Mine AS (SELECT 1) SELECT * FROM Mine", "select", ""],
  // Functions, wherever they stand.
  [P, "SELECT * FROM ROWS FROM (pg_sleep(1))", "select", "", "pg_sleep"],
  [P, "SELECT * FROM pg_ls_dir('/') AS f(x text)", "select", "", "pg_ls_dir"],
  [P, 'SELECT pg_catalog . "pg_sleep" (1)', "select", "", "pg_sleep"],
  [P, "CREATE INDEX i ON a (f(x)) WHERE g(x)", "create_index", "a", "f g"],
  [P, "CREATE TABLE x (a int DEFAULT f(1), CHECK (g(a)))", "create_table", "x", "f g"],
  [P, "INSERT INTO a VALUES ($1,$2)", "insert", "a"],
  [P, "SELECT NULL::secret", "select", "secret"],
  [P, "SELECT NULL::public.secret[]", "select", "public.secret"],
  [P, "CREATE TABLE x (a secret)", "create_table", "secret x"],
  [P, "CREATE TABLE x (a _secret)", "create_table", "_secret x"],
  [P, "CREATE TABLE x (a int[], b timestamp(3) with time zone, c serial)", "create_table", "x"],
  [P, "ALTER TABLE a ALTER b TYPE secret", "alter_table", "a secret"],
  [P, "SELECT * FROM f() AS g(x secret)", "select", "secret", "f"],
  [P, "SELECT jsonb_populate_record(NULL::secret, x)", "select", "secret", "jsonb_populate_record"],
  [P, "SELECT nextval('secret_id_seq')", "select", "secret_id_seq", "nextval"],
  [P, "SELECT setval('s.secret_id_seq'::regclass, 1)", "select", "s.secret_id_seq", "setval"],
  [
    P,
    "SELECT setval(pg_get_serial_sequence('secret', 'id'), 1)",
    "select",
    "secret",
    "pg_get_serial_sequence setval",
  ],
  [
    P,
    "CREATE TABLE x (a int DEFAULT nextval('secret_id_seq'))",
    "create_table",
    "secret_id_seq x",
    "nextval",
  ],
  [P, "SELECT 'secret'::regclass", "select", "secret"],
  [P, "INSERT INTO a VALUES (1) ON CONFLICT (x) DO UPDATE SET y = 1", "insert update", "a"],
  [P, "INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING", "insert", "a"],
  [
    P,
    "MERGE INTO a USING b ON true WHEN NOT MATCHED THEN INSERT VALUES (1)",
    "insert merge",
    "a b",
  ],
  [P, "CREATE MATERIALIZED VIEW v AS SELECT * FROM secret", "create_view select", "secret v"],
  [P, "ALTER TABLE a ATTACH PARTITION secret DEFAULT", "alter_table", "a secret"],
  [P, "SELECT * FROM (SELECT * FROM a UNION ALL (SELECT * FROM secret)) s", "select", "a secret"],
  [P, "SELECT 1 /* /* */ , (SELECT 1 FROM secret) */", "select", ""],
  [M, "SELECT 1 --(SELECT 1 FROM secret)", "select", "secret"],
  [
    M,
    "INSERT INTO a VALUES (1) ON DUPLICATE KEY UPDATE x = VALUES(x)",
    "insert update",
    "a",
    "values",
  ],
  ["mariadb", "CREATE OR REPLACE TABLE a (x int)", "create_table drop_table", "a"],
  [S, "INSERT INTO a VALUES (1) ON CONFLICT (x) DO UPDATE SET y = 1", "insert update", "a"],
  [S, "INSERT OR REPLACE INTO a VALUES (1)", "delete insert", "a"],
  [S, "UPDATE OR REPLACE a SET x = 1", "delete update", "a"],
  [S, "CREATE TABLE a (x int PRIMARY KEY ON CONFLICT REPLACE)", "create_table delete", "a"],
  [S, "SELECT \ufeffload_extension('x')", "select", "", "load_extension"],
  [M, "SELECT sleep (5)", "select", "", "sleep"],
  [M, "UPDATE a, secret SET a.x = 1", "update", "a secret"],
  [M, "DELETE FROM a USING a JOIN secret", "delete", "a secret"],
  [M, "DROP TABLE a, secret", "drop_table", "a secret"],
  [M, "CREATE TABLE x LIKE secret", "create_table", "secret x"],
  [M, "SELECT 1 # c\n, (SELECT 1 FROM secret)", "select", "secret"],
  [M, "SELECT * FROM `secret` PARTITION (p)", "select", "secret"],
  [M, "REPLACE INTO secret VALUES (1)", "delete insert", "secret"],
  [M, "CREATE TABLE x (a int) ENGINE=InnoDB", "create_table", "x"],
  [S, "SELECT * FROM [secret] INDEXED BY i", "select", "secret"],
  [S, "SELECT 1 WHERE 1 IN secret", "select", "secret"],
  [S, "SELECT 1 WHERE 1 NOT IN main.secret", "select", "main.secret"],
  [S, "SELECT 1 WHERE x IN (secret)", "select", ""],
  [S, "SELECT * FROM pragma_table_info('a')", "select", "", "pragma_table_info"],
  [
    S,
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM secret; END",
    "block create_trigger delete",
    "a secret",
  ],
];

/** What cannot be judged, and what is no single statement. */
const unreadable: readonly (readonly [database: string, sql: string])[] = [
  [P, ""],
  [P, "-- nothing"],
  [P, "SELECT 1; DROP TABLE secret"],
  [P, "SELEKT 1"],
  [P, "DO $$ BEGIN END $$"],
  [P, "CALL f()"],
  [P, "TRUNCATE a CASCADE"],
  [P, "DROP TABLE a cascade"],
  [P, "DROP VIEW a CASCADE"],
  [P, "ALTER TABLE a DROP COLUMN b CASCADE"],
  [P, "COPY a FROM PROGRAM 'x'"],
  [P, "EXPLAIN ANALYZE DELETE FROM a"],
  [P, "GRANT ALL ON a TO b"],
  [P, "PREPARE p AS SELECT 1"],
  [P, "SET ROLE root"],
  [P, "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
  [P, "CREATE EXTENSION dblink"],
  [P, "ALTER TABLE a SET SCHEMA secret"],
  [P, "ALTER TABLE a OWNER TO root"],
  [P, "ALTER TABLE a DISABLE ROW LEVEL SECURITY"],
  [P, "CREATE TABLE x OF secret_type"],
  [P, 'SELECT U&"pg\\005fsleep"(1)'],
  [P, "SELECT 1, 1e1FROM secret"],
  [P, "SELECT 1.FROM secret"],
  [P, "SELECT x FROM secrét"],
  [P, "SELECT \u00a0 1"],
  [P, "SELECT ((1)"],
  [P, "SELECT nextval(x) FROM a"],
  [P, "SELECT 'x'::regproc"],
  [P, "SELECT x::regclass FROM a"],
  [P, "SELECT '{secret}'::regclass[]"],
  [P, "SELECT 1 OPERATOR(secret.+) 1"],
  [P, "SELECT * FROM a TABLESAMPLE secret(1)"],
  [P, "CREATE SEQUENCE s OWNED BY secret.id"],
  [P, "ALTER SEQUENCE s OWNED BY secret.id"],
  [P, "CREATE INDEX i ON a (x) TABLESPACE t"],
  [P, "ALTER TABLE a ENABLE TRIGGER ALL"],
  [P, "ALTER VIEW a RENAME TO b"],
  [P, "SELECT * FROM XMLTABLE('/a' PASSING x COLUMNS y secret)"],
  [P, "SELECT E'\\'', (SELECT 1 FROM secret), ''"],
  [P, "SELECT 1 \u0000"],
  [P, `SELECT ${"(".repeat(41)}1${")".repeat(41)}`],
  [P, `SELECT a${"[1".repeat(41)}${"]".repeat(41)}`],
  [P, ";".repeat(3000)],
  [P, `SELECT '${"x".repeat(100_000)}'`],
  [M, "SELECT 1 /*! , (SELECT x FROM secret) */"],
  [M, "SELECT 1 /*M!100100 , (SELECT x FROM secret) */"],
  [M, "INSERT /*+ SET_VAR(foreign_key_checks=0) */ INTO a VALUES (1)"],
  [M, "INSERT INTO tenant_a SELECT pw,1e1FROM secret"],
  [M, "INSERT INTO tenant_a SELECT pw,1.FROM secret"],
  [M, "INSERT INTO tenant_a SELECT pw,1e-1FROM secret"],
  [M, "SELECT 0x1FROM secret"],
  [M, "SELECT a.1e1FROM secret"],
  [M, "SELECT 'x' AS \u00e9FROM secret"],
  [M, 'SELECT "a\\"b"'],
  [M, "SELECT @x := 1"],
  [M, "SELECT nextval(secret_seq)"],
  [M, "SELECT 1 /* not closed"],
  [M, "SELECT `x"],
  // A blank for JavaScript, part of a name for the database: no comment, and the rest is run.
  [M, "SELECT 1 --\u00a0, (SELECT x FROM secret)"],
  [M, "SELECT 1 --\u2003, (SELECT x FROM secret)"],
  [M, "SELECT 1 --\ufeff, (SELECT x FROM secret)"],
  [M, "SELECT '\\' , (SELECT x FROM secret) , '"],
  [M, "SELECT * FROM a INTO OUTFILE '/tmp/x'"],
  [M, "SELECT * INTO DUMPFILE '/tmp/x' FROM a"],
  [M, "SELECT 1 INTO @x"],
  [M, "RENAME TABLE a TO secret"],
  [M, "LOAD DATA INFILE 'x' INTO TABLE a"],
  [M, "CREATE TABLE x (a int) UNION=(secret)"],
  [M, "CREATE TABLE x (a int) DATA DIRECTORY='/etc'"],
  [M, "CREATE TABLE x (a int) ENGINE=FEDERATED"],
  [M, "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN CALL f(); END"],
  [S, "CREATE VIRTUAL TABLE x USING csv(filename='x')"],
  [S, "SELECT \ufeffSELECT"],
  [S, "SELECT 1\u00a0FROM secret"],
  [S, "SELECT :a"],
  [S, "SELECT * FROM 'secret'"],
  [S, "SELECT 1 WHERE 1 IN 'secret'"],
  [S, "SELECT 1 WHERE 1 NOT IN 'secret'"],
  [S, "ATTACH 'x' AS y"],
  [S, "PRAGMA writable_schema=1"],
  [S, "VACUUM INTO 'x'"],
  ["sqlserver", "SELECT 1"],
];

const expressions: readonly (readonly [sql: string, readable: boolean])[] = [
  ["now()", true],
  ["a > 1 AND b IN (1, 2)", true],
  ["(SELECT max(x) FROM secret)", true],
  ["1) FROM secret WHERE (1", false],
  ["1), (2", false],
  ["1, 2", false],
  ["1 -- swallows nothing: the text is written anew", true],
  ["1 -- swallows nothing once it is trimmed\n", true],
  ["1 -- swallows nothing\n + 1", true],
  ["1 /* swallows what follows", false],
  ["1; DROP TABLE secret", false],
  ["", false],
];

describe("reading SQL", () => {
  for (const [database, sql, verbs, tables, calls = ""] of readable) {
    it(`finds what ${database} would do for: ${sql}`, async () => {
      const reading = (await openSqlParser(database)).statement(sql);
      expect(factsOf(reading)).to.deep.equal({ verbs, tables, calls });
    });
  }

  for (const [database, sql] of unreadable) {
    it(`refuses for ${database}: ${JSON.stringify(sql.slice(0, 70))}`, async () => {
      const reading = (await openSqlParser(database)).statement(sql);
      expect(reading.readable).to.equal(false);
    });
  }

  for (const [sql, expected] of expressions) {
    it(`${expected ? "takes" : "refuses"} as an expression: ${sql}`, async () => {
      for (const database of [P, M, S]) {
        const reading = (await openSqlParser(database)).expression(sql);
        expect(reading.readable, database).to.equal(expected);
      }
    });
  }

  for (const [database, sql] of readable) {
    it(`writes as ${database} what stays as it is: ${sql}`, async () => {
      const parser = await openSqlParser(database);
      const reading = parser.statement(sql);
      const written = reading.readable ? reading.sql : "";
      expect(parser.statement(written)).to.deep.equal(reading);
    });
  }

  it("finds the tables and functions of an expression", async () => {
    const reading = (await openSqlParser(P)).expression("f((SELECT x FROM secret))");
    expect(factsOf(reading)).to.deep.equal({ verbs: "select", tables: "secret", calls: "f" });
  });
});

function factsOf(reading: SqlReading): object {
  if (!reading.readable) return { unreadable: reading.reason };
  const { verbs, tables, functions } = reading.facts;
  const sorted = (names: ReadonlySet<string>): string => [...names].sort().join(" ");
  return { verbs: sorted(verbs), tables: sorted(tables), calls: sorted(functions) };
}
