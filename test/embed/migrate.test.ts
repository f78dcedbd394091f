import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { loadRegistry, migrate, type RunnerEvent } from "../../src/api.js";
import { describeEachDatabase } from "../databases.js";
import { makeFolder, removeFolders } from "../loader/temp-folder.js";

const REPLICAS = 20;
const run = promisify(execFile);
const replica = fileURLToPath(new URL("./replica.js", import.meta.url));

const NAMES = ["0001_visits", "0002_count", "0003_place", "0004_rows"];

const FILES: Readonly<Record<string, string>> = {
  "0001_visits.ts": migration(
    "0001_visits",
    `new m.CreateTable({ name: "visits", fields: [
      { name: "id", type: "integer", primaryKey: true },
      { name: "place", type: "varchar", length: 20 },
    ] })`,
  ),
  "0002_count.ts": migration(
    "0002_count",
    `new m.RunScript({
      up: async (db) => {
        const rows = await db.query("SELECT id FROM visits");
        await db.execute(\`INSERT INTO visits (id, place) VALUES (\${rows.length + 1}, 'here')\`);
      },
      down: async () => {},
    })`,
  ),
  "0003_place.ts": migration(
    "0003_place",
    `new m.AddIndex({ table: "visits", index: { name: "idx_place", fields: ["place"] } })`,
  ),
  "0004_rows.ts": migration(
    "0004_rows",
    `new m.UpsertData({ table: "visits", conflictKeys: ["id"], rows: [{ id: 7, place: "there" }] })`,
  ),
};

function migration(name: string, operation: string): string {
  return `import * as m from "makemigrations";
m.register({ name: "${name}", operations: [${operation}], dependencies: ${JSON.stringify(
    NAMES.slice(0, NAMES.indexOf(name)).slice(-1),
  )} });
`;
}

describe("migrate", () => {
  after(removeFolders);

  it("applies a folder in one line, and has nothing to do the next time", async () => {
    const folder = makeFolder(FILES);
    const database = `sqlite:${join(folder, "app.db")}`;
    const first = await migrate({ database, directory: folder });
    expect(first.migrations.map(({ name }) => name)).to.deep.equal(NAMES);
    const events: RunnerEvent[] = [];
    const onEvent = (event: RunnerEvent): void => void events.push(event);
    const second = await migrate({ database, directory: folder, onEvent });
    expect(second.migrations).to.deep.equal([]);
    // No lock is needed, nor the sandbox, to see that.
    expect(events.map(({ kind }) => kind)).to.deep.equal(["run-start"]);
  });

  it("goes as far as it is told, and says what is wrong with a file", async () => {
    const folder = makeFolder(FILES);
    const database = `sqlite:${join(folder, "app.db")}`;
    const part = await migrate({ database, directory: folder, to: "0002_count" });
    expect(part.migrations).to.have.length(2);
    const broken = makeFolder({ "0001_a.ts": "import 'node:fs';" });
    let error: unknown;
    try {
      await migrate({ database: `sqlite:${join(broken, "app.db")}`, directory: broken });
    } catch (caught) {
      error = caught;
    }
    expect(error).to.have.property("code", "INTERP_FORBIDDEN_IMPORT");
  });

  it("refuses a folder of SQL files alone, as the command does", async () => {
    const directory = makeFolder({ "0001_init.sql": "CREATE TABLE a (id integer);" });
    let error: unknown;
    try {
      await migrate({ database: "sqlite::memory:", directory });
    } catch (caught) {
      error = caught;
    }
    expect(error).to.have.property("code", "LOADER_ONLY_SQL");
  });

  it("needs no more than the folder to load a registry", async () => {
    const { registry, dispose } = await loadRegistry(makeFolder(FILES));
    try {
      expect([...registry].map(({ name }) => name)).to.deep.equal(NAMES);
    } finally {
      await dispose();
    }
  });
});

describeEachDatabase("twenty replicas that migrate when they start", (server) => {
  after(removeFolders);

  it("run each migration once, and all of them end well", async () => {
    const folder = makeFolder(FILES);
    const test = await server.create();
    try {
      const ends = await Promise.all(
        Array.from({ length: REPLICAS }, () => run(process.execPath, [replica, test.url, folder])),
      );
      const applied = ends.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
      expect(applied.toSorted()).to.deep.equal(NAMES);
      const connection = await test.connect();
      const rows = await connection.query("SELECT id, place FROM visits ORDER BY id");
      expect(rows).to.deep.equal([
        { id: 1, place: "here" },
        { id: 7, place: "there" },
      ]);
    } finally {
      await test.drop();
    }
  });
});
