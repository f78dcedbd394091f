import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type CliResult, inFolder, mm, root } from "../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { dump, dumpTool, lasting } from "./dump-tools.js";

const BASELINE = `import * as m from "makemigrations";
import sql from "./data/file.sql" with { type: "text" };
m.register({ name: "0001_dump", dependencies: [], operations: [
  new m.RunSQL({ forwardSQL: sql, backwardSQL: m.noop }),
] });
`;

function fixture(name: string): string {
  return readFileSync(join(root, "test/fixtures/dumps", name), "utf8");
}

/** `mm <words>` in a project whose one migration is this dump. */
async function withDump(sql: string, words: readonly string[], url: string): Promise<CliResult> {
  const files = { "migrations/0001_dump.ts": BASELINE, "migrations/data/file.sql": sql };
  return await inFolder(files, (folder) => mm([...words, "--database-url", url], folder));
}

async function runs(sql: string, { url }: TestDatabase): Promise<void> {
  const { exit, stderr } = await withDump(sql, ["migrate", "up"], url);
  expect(stderr).not.to.match(/^error/m);
  expect(exit).to.equal(0);
}

async function rowsOf(database: TestDatabase, sql: string): Promise<readonly unknown[]> {
  return (await (await database.connect()).query(sql)).map((row) => Object.values(row));
}

/** What of the dump a database must show: a question and the answer's rows. */
type Fact = readonly [sql: string, rows: readonly (readonly unknown[])[]];

interface Golden {
  readonly file: string;
  readonly facts: readonly Fact[];
}

const mysqlObjects: readonly Fact[] = [
  [
    "SELECT CAST(trigger_name AS CHAR) FROM information_schema.triggers WHERE trigger_schema = DATABASE()",
    [["tg"]],
  ],
  [
    "SELECT CAST(routine_name AS CHAR) FROM information_schema.routines WHERE routine_schema = DATABASE() ORDER BY 1",
    [["fn"], ["proc"]],
  ],
  [
    "SELECT CAST(event_name AS CHAR) FROM information_schema.events WHERE event_schema = DATABASE()",
    [["ev"]],
  ],
  [
    "SELECT table_type FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'v'",
    [["VIEW"]],
  ],
  [
    "SELECT CAST(referenced_table_name AS CHAR) FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()",
    [["parents"]],
  ],
];
const postgresqlObjects: readonly Fact[] = [
  ["SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal", [["tg"]]],
  ["SELECT public.add1(1)", [[2]]],
  ["SELECT rulename::text FROM pg_rules WHERE schemaname = 'public'", [["r"]]],
  ["SELECT obj_description('public.parents'::regclass)", [["a; b -- c"]]],
  ["SELECT count(*)::int FROM pg_constraint WHERE contype = 'f'", [[1]]],
];
const postgresqlRows: readonly Fact[] = [
  [
    "SELECT name, encode(b, 'hex'), tags::text, j ->> 'a', m::text, up FROM public.parents ORDER BY id",
    [
      ['O\'Neil; -- "x" \\ #', "00ff27", '{a,"b,c"}', "\\n", "not ok", 'O\'NEIL; -- "X" \\ #'],
      ["é😀", null, null, null, "ok", "É😀"],
    ],
  ],
  [
    "SELECT id, note, price::text, ok FROM public.a_children ORDER BY id",
    [
      [1, "line\nbreak\tand \\N", "1.50", true],
      [2, null, null, false],
      [3, "", "0.00", null],
    ],
  ],
  ["SELECT nextval('public.parents_id_seq')::int", [[3]]],
];

const GOLDEN: Readonly<Record<string, readonly Golden[]>> = {
  mysql: [
    {
      file: "mysql-default.sql",
      facts: [
        ...mysqlObjects,
        [
          "SELECT name, HEX(b) FROM parents ORDER BY id",
          [
            ['O\'Neil; -- "x" \\ #', "00FF27"],
            ["é😀", null],
          ],
        ],
        ["SELECT note FROM a_children ORDER BY id", [["line\nbreak /*! x */"], [null]]],
      ],
    },
    { file: "mysql-no-data.sql", facts: mysqlObjects },
  ],
  postgresql: [
    { file: "postgresql-default.sql", facts: [...postgresqlObjects, ...postgresqlRows] },
    { file: "postgresql-inserts.sql", facts: [...postgresqlObjects, ...postgresqlRows] },
    { file: "postgresql-schema-only.sql", facts: postgresqlObjects },
  ],
};

describeEachDatabase("a dump as a baseline", (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await server.create();
  });
  afterEach(() => database.drop());

  for (const { file, facts } of GOLDEN[server.name] ?? []) {
    it(`runs ${file}`, async () => {
      await runs(fixture(file), database);
      for (const [sql, rows] of facts) expect(await rowsOf(database, sql)).to.deep.equal(rows);
    });
  }

  const tool = dumpTool(server.name);
  for (const [way, flags] of Object.entries(tool?.ways ?? {})) {
    it(`gives the same database when ${tool?.command} (${way}) of this machine made it`, async () => {
      if (tool === undefined) return;
      const [golden] = GOLDEN[server.name] ?? [];
      await runs(fixture(golden?.file ?? ""), database);
      const made = dump(tool, database.url, flags);
      const copy = await server.create();
      try {
        await runs(made, copy);
        expect(lasting(dump(tool, copy.url, flags))).to.equal(lasting(made));
      } finally {
        await copy.drop();
      }
    });
  }

  if (server.name !== "sqlite") return;

  it("is refused with the statement where it holds its own transaction, and runs without", async () => {
    const sql = fixture("sqlite.sql");
    const refused = await withDump(sql, ["migrate", "up"], database.url);
    expect(refused.exit).to.equal(1);
    expect(refused.stderr).to.include(
      'line 2 of its SQL begins or ends a transaction itself: "BEGIN TRANSACTION"',
    );
    await runs(sql.replace(/^(?:BEGIN TRANSACTION|COMMIT);$/gm, ""), database);
    expect(await rowsOf(database, "SELECT note, bytes FROM a_children ORDER BY id")).to.deep.equal([
      ["line\nbreak", new Uint8Array([0, 255, 39])],
      [null, null],
    ]);
  });

  it("has its keys checked where it switches them off, whatever the pragma's spelling", async () => {
    const sql =
      "-- keys\nPRAGMA main.foreign_keys(0);\nCREATE TABLE c (p REFERENCES p (id));\nINSERT INTO c VALUES (7);\nCREATE TABLE p (id INTEGER PRIMARY KEY);";
    const refused = await withDump(sql, ["migrate", "up"], database.url);
    expect(refused.stderr).to.include("1 row refers to a row that is not there");
    await runs(`${sql}INSERT INTO p VALUES (7); PRAGMA foreign_keys=ON;`, database);
    expect(await rowsOf(database, "SELECT p FROM c")).to.deep.equal([[7]]);
  });
});

const EXECUTABLE = `CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(20));
/*!40101 SET @v = 3 */;
/*!50003 CREATE*/ /*!50017 DEFINER=CURRENT_USER*/ /*!50003 TRIGGER tg BEFORE UPDATE ON t FOR EACH ROW SET NEW.s = 'a' */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 SQL SECURITY INVOKER */
/*!50001 VIEW v AS SELECT id FROM t */;
INSERT INTO t VALUES (1--1, 'two'); # a comment; with a semicolon
INSERT INTO t VALUES (COALESCE(@v, 99), 'must be 3');
`;

describeEachDatabase("what stands in an executable comment", (server) => {
  if (server.name !== "mysql") return;
  let database: TestDatabase;
  beforeEach(async () => {
    database = await server.create();
  });
  afterEach(() => database.drop());

  it("is run, listed by showsql and looked at for transactions", async () => {
    const shown = await withDump(EXECUTABLE, ["migrate", "showsql", "--all"], database.url);
    for (const part of ["SET @v = 3", "TRIGGER tg", "VIEW v AS"]) {
      expect(shown.stdout).to.include(part);
    }
    const refused = await withDump(`${EXECUTABLE}/*!COMMIT*/;`, ["migrate", "up"], database.url);
    expect(refused.stderr).to.include(
      'line 9 of its SQL begins or ends a transaction itself: "COMMIT"',
    );
    await runs(EXECUTABLE, database);
    expect(await rowsOf(database, "SELECT id FROM v ORDER BY id")).to.deep.equal([[2], [3]]);
    await (await database.connect()).execute("UPDATE t SET s = 'b'");
    expect(await rowsOf(database, "SELECT DISTINCT s FROM t")).to.deep.equal([["a"]]);
  });
});
