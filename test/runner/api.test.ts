import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as api from "../../src/api.js";
import { symbols } from "../../symbols/index.js";

const SOURCE = { file: "a.ts", checksum: "a" };

describe("the library", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mm-api-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("loads a folder, runs it and reads the database back, all from one door", async () => {
    writeFileSync(
      join(folder, "0001_a.ts"),
      `import * as m from "makemigrations";
       m.register({ name: "0001_a", dependencies: [], operations: [
         new m.CreateTable({ name: "a", fields: [{ name: "id", type: "integer", primaryKey: true }] }),
         new m.RunScript({
           up: async (db) => { await db.execute("INSERT INTO a VALUES (?)", [7n]); },
           down: async (db) => { await db.execute("DELETE FROM a"); },
         }),
       ] });`,
    );
    const url = `sqlite:${join(folder, "app.db")}`;
    const loaded = await api.loadRegistry({
      directory: folder,
      symbols: symbols.snapshot(),
      profile: "open",
    });
    const database = await api.openDatabase(url);
    const runner = new api.Runner({
      migrations: loaded.registry,
      dialect: database.dialect,
      database,
    });
    try {
      expect((await runner.up()).migrations.map(({ name }) => name)).to.deep.equal(["0001_a"]);
      const connection = await database.open({ readOnly: true });
      expect(await connection.query("SELECT id FROM a")).to.deep.equal([{ id: 7 }]);
      await connection.close();
      expect((await runner.down({ to: "zero" })).migrations).to.have.length(1);
    } finally {
      await runner.close();
      await loaded.dispose();
    }
  });

  it("merges operations, and says whether two branches commute", () => {
    const field = (name: string) => ({ name, type: "integer" });
    const [base, one, two] = [
      { type: "create_table", name: "a", fields: [field("id")] },
      { type: "add_field", table: "a", field: field("x") },
      { type: "drop_table", name: "a" },
    ].map((data, at) => api.parseMigration({ name: `${at}`, operations: [data] }, SOURCE));
    if (base === undefined || one === undefined || two === undefined) throw new Error("no branch");
    const fewer = api.optimize([base, one].flatMap(({ operations }) => operations));
    expect(fewer.map((operation) => operation.describe())).to.deep.equal([
      "Create table a (2 fields)",
    ]);
    const from = api.replay([base]);
    const { clashes } = api.compareBranches(from, one.operations, two.operations);
    expect(clashes.map(({ kind, left, right }) => [kind, left, right])).to.deep.equal([
      ["schema", 0, 0],
    ]);
  });

  it("waits for a database that cannot be reached yet only when it is told to", async () => {
    const database = await api.openDatabase(`sqlite:${join(folder, "missing", "app.db")}`, {
      wait: 600,
    });
    const started = performance.now();
    let error: unknown;
    try {
      await database.open({ readOnly: false });
    } catch (caught) {
      error = caught;
    }
    expect(error).to.be.instanceOf(api.DriverError);
    expect(performance.now() - started).to.be.greaterThan(200);
  });

  it("refuses a URL that no dialect knows, without showing it", async () => {
    let error: unknown;
    try {
      await api.openDatabase("sqlit://user:secret@host/db");
    } catch (caught) {
      error = caught;
    }
    expect(error).to.be.instanceOf(api.DialectError);
    expect(JSON.stringify([String(error), (error as api.DialectError).hint])).not.to.include(
      "secret",
    );
  });
});
