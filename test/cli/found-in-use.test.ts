import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { binary } from "./run-cli.js";

interface Situation {
  /** The operations of each migration, as an author writes them. */
  readonly migrations: readonly string[];
  /** 0 where nothing is said. */
  readonly exit?: number;
  /** What the tables hold afterwards. */
  readonly query: string;
  readonly rows: readonly object[];
}

const ID = `{ name: "id", type: "serial", primaryKey: true }`;

/** Situations in which users of other tools were hurt; each runs on the databases it is named for. */
const SITUATIONS: Readonly<Record<string, Readonly<Record<string, Situation>>>> = {
  postgresql: {
    "a dump empties the search_path": {
      migrations: [
        `new m.RunSQL({ forwardSQL: "SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.users (id bigint)", backwardSQL: m.noop })`,
        `new m.CreateTable({ name: "notes", fields: [${ID}] })`,
      ],
      query: "SELECT to_regclass('public.notes')::text AS name",
      rows: [{ name: "notes" }],
    },
    "rows and an index under a deferred key": {
      migrations: [
        `new m.CreateTable({ name: "p", fields: [${ID}] }),
         new m.CreateTable({ name: "c", fields: [${ID}, { name: "p_id", type: "foreign_key", foreignKey: { table: "p", deferrable: true } }] }),
         new m.UpsertData({ table: "p", conflictKeys: ["id"], rows: [{ id: 1 }] }),
         new m.UpsertData({ table: "c", conflictKeys: ["id"], rows: [{ id: 1, p_id: 1 }] }),
         new m.AddIndex({ table: "c", index: { fields: ["p_id"] } })`,
      ],
      query: "SELECT p_id FROM c",
      rows: [{ p_id: 1 }],
    },
    "a replication role that one migration sets": {
      migrations: [
        `new m.CreateTable({ name: "base", fields: [${ID}] }),
         new m.CreateTable({ name: "c", fields: [${ID}, { name: "base_id", type: "foreign_key", foreignKey: { table: "base" } }] }),
         new m.RunSQL({ forwardSQL: "SET session_replication_role = replica", backwardSQL: m.noop })`,
        `new m.UpsertData({ table: "c", conflictKeys: ["id"], rows: [{ id: 1, base_id: 777 }] })`,
      ],
      exit: 1,
      query: "SELECT id FROM c",
      rows: [],
    },
    "an enum value that another one replaces": {
      migrations: [
        `new m.CreateTable({ name: "t", fields: [${ID}, { name: "lvl", type: "enum", values: ["low", "legacy"] }] }),
         new m.UpsertData({ table: "t", conflictKeys: ["id"], rows: [{ id: 1, lvl: "legacy" }] })`,
        `new m.AlterField({ table: "t", oldField: { name: "lvl", type: "enum", values: ["low", "legacy"] }, newField: { name: "lvl", type: "enum", values: ["low", "critical"] } })`,
      ],
      exit: 1,
      query: "SELECT lvl::text AS lvl FROM t",
      rows: [{ lvl: "legacy" }],
    },
  },
  mysql: {
    "comments that the server executes": {
      migrations: [
        `new m.RunSQL({ forwardSQL: "CREATE TABLE t (id INT PRIMARY KEY); /*!40101 SET @v = 3 */; INSERT INTO t VALUES (COALESCE(@v, 99))", backwardSQL: m.noop })`,
      ],
      query: "SELECT id FROM t",
      rows: [{ id: 3 }],
    },
    "a required field on a table with rows": {
      migrations: [
        `new m.CreateTable({ name: "t", fields: [${ID}] }),
         new m.UpsertData({ table: "t", conflictKeys: ["id"], rows: [{ id: 1 }] })`,
        `new m.AddField({ table: "t", field: { name: "due", type: "timestamp", nullable: false } })`,
      ],
      exit: 1,
      query: "SELECT * FROM t",
      rows: [{ id: 1 }],
    },
  },
  sqlite: {
    "a text that becomes a boolean": {
      migrations: [
        `new m.CreateTable({ name: "t", fields: [${ID}, { name: "flag", type: "varchar", length: 10 }] }),
         new m.UpsertData({ table: "t", conflictKeys: ["id"], rows: [{ id: 1, flag: "true" }] })`,
        `new m.AlterField({ table: "t", oldField: { name: "flag", type: "varchar", length: 10 }, newField: { name: "flag", type: "boolean" } })`,
      ],
      query: "SELECT flag = 1 AS flag FROM t",
      rows: [{ flag: 1 }],
    },
  },
};

/** The exit code of `mm migrate up` over these migrations. */
async function up(folder: string, url: string, migrations: readonly string[]): Promise<number> {
  mkdirSync(join(folder, "migrations"));
  for (const [at, operations] of migrations.entries()) {
    const names = [at - 1, at].map((number) => `000${number + 1}_step`);
    const dependencies = at === 0 ? [] : names.slice(0, 1);
    writeFileSync(
      join(folder, "migrations", `${names[1]}.ts`),
      `import * as m from "makemigrations";
m.register({ name: "${names[1]}", dependencies: ${JSON.stringify(dependencies)}, operations: [${operations}] });
`,
    );
  }
  const env = { ...process.env, DATABASE_URL: url };
  return await new Promise((resolve) => {
    const child = execFile(process.execPath, [binary, "migrate", "up"], { cwd: folder, env });
    child.on("close", (code) => resolve(code ?? -1));
  });
}

describeEachDatabase("a situation found in use, by the binary,", ({ create, name }) => {
  let test: TestDatabase;
  let folder: string;

  beforeEach(async () => {
    test = await create();
    folder = mkdtempSync(join(tmpdir(), "mm-found-"));
  });

  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await test.drop();
  });

  for (const [title, situation] of Object.entries(SITUATIONS[name] ?? {})) {
    it(`${title}: ends as is right`, async () => {
      const { migrations, exit = 0, query, rows } = situation;
      expect(await up(folder, test.url, migrations)).to.equal(exit);
      const connection = await test.connect();
      expect(await connection.query(query)).to.deep.equal(rows);
    });
  }
});
