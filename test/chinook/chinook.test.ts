import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { type LoadedRegistry, loadRegistry } from "../../src/loader/loader.js";
import { replay } from "../../src/migration/state.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { diffSchemas } from "../../src/schema/diff-schemas.js";
import { symbols } from "../../symbols/index.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { CHINOOK_ROWS, hasChinook, readChinookRows, writeChinookRows } from "./rows.js";

const FIXTURE = fileURLToPath(
  new URL("../../../test/fixtures/chinook/migrations/", import.meta.url),
);
const IGNORE = toolTablesOf(DEFAULT_HISTORY_TABLE).names;

if (hasChinook) {
  describeEachDatabase("the Chinook database", (server) => {
    let folder: string;
    let database: TestDatabase;
    let connection: Connection;
    let loaded: LoadedRegistry;
    let runner: Runner;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "mm-chinook-"));
      cpSync(FIXTURE, folder, { recursive: true });
      writeChinookRows(folder);
      database = await server.create();
      connection = await database.connect();
      loaded = await loadRegistry({
        directory: folder,
        symbols: symbols.snapshot(),
        profile: "open",
      });
      runner = new Runner({
        migrations: loaded.registry,
        dialect: database.dialect,
        database: await openDatabase(database.url),
      });
    });

    after(async () => {
      await runner.close();
      await loaded.dispose();
      await database.drop();
      rmSync(folder, { recursive: true });
    });

    it("holds its 15,607 rows after the first two migrations", async () => {
      await runner.up({ to: "0002_rows" });
      expect(await countRows()).to.equal(CHINOOK_ROWS);
    });

    it("keeps every value, names with accents, decimals and times included", async () => {
      for (const [table, rows] of readChinookRows()) {
        const [last = {}] = rows.slice(-1);
        const [key = ""] = Object.keys(last);
        const name = database.dialect.quote(table);
        const live = await connection.query(
          `SELECT * FROM ${name} WHERE ${database.dialect.quote(key)} = ${String(last[key])}`,
        );
        const match = live.map(comparable).find((row) => sameRow(row, comparable(last)));
        expect(match, `${table}: ${JSON.stringify(live)}`).to.not.equal(undefined);
      }
    });

    it("keeps every row when a field is renamed, one tightened, and a parent loses a column", async () => {
      await runner.up();
      expect(await countRows()).to.equal(CHINOOK_ROWS);
      expect(await differences()).to.deep.equal([]);
      const orphans = await orphanedRows();
      expect(orphans).to.deep.equal([]);
    });

    it("goes down to an empty database again", async () => {
      await runner.down({ to: "zero" });
      const live = await database.dialect.session
        .createIntrospector(connection)
        .read({ ignore: IGNORE });
      expect([...live.tables.keys()]).to.deep.equal([]);
    });

    async function countRows(): Promise<number> {
      let total = 0;
      for (const table of readChinookRows().keys()) {
        const [row] = await connection.query(
          `SELECT COUNT(*) AS n FROM ${database.dialect.quote(table)}`,
        );
        total += Number(row?.n);
      }
      return total;
    }

    async function differences(): Promise<readonly string[]> {
      const { dialect } = database;
      const live = await dialect.session.createIntrospector(connection).read({ ignore: IGNORE });
      const expected = await dialect.session.expected(connection, replay(loaded.registry));
      return diffSchemas(expected, live);
    }

    /** Every foreign key as a query for children without a parent. */
    async function orphanedRows(): Promise<readonly string[]> {
      const { dialect } = database;
      const orphans: string[] = [];
      const schema = replay(loaded.registry);
      for (const table of schema.tables.values()) {
        for (const key of table.foreignKeys) {
          const [child, parent] = [dialect.quote(key.fields[0] ?? ""), parentKey(key.table)];
          const [row] = await connection.query(
            `SELECT COUNT(*) AS n FROM ${dialect.quote(table.name)} c
              LEFT JOIN ${dialect.quote(key.table)} p ON p.${parent} = c.${child}
             WHERE c.${child} IS NOT NULL AND p.${parent} IS NULL`,
          );
          if (Number(row?.n) > 0) orphans.push(`${table.name}.${key.fields[0]}: ${row?.n}`);
        }
      }
      return orphans;

      function parentKey(name: string): string {
        return dialect.quote(schema.tables.get(name)?.primaryKey?.fields[0] ?? "");
      }
    }
  });
}

type Comparable = Readonly<Record<string, string | null>>;

/** Databases return the same value in different dress: `0.99` and 0.99, a Date and its text. */
function comparable(row: Readonly<Record<string, unknown>>): Comparable {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value === null || value === undefined) return [name, null];
      const text = value instanceof Date ? value.toISOString() : String(value);
      const time = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text);
      if (time !== null) return [name, `${time[1]} ${time[2]}`];
      return [name, /^-?\d+(\.\d+)?$/.test(text) ? String(Number(text)) : text];
    }),
  );
}

function sameRow(a: Comparable, b: Comparable): boolean {
  return Object.keys(b).every((name) => a[name] === b[name]);
}
