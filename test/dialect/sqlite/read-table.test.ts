import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect } from "chai";
import { SqliteDialect } from "../../../src/dialect/sqlite/dialect.js";
import type { Table } from "../../../src/schema/table.js";

const sqliteDialect = new SqliteDialect();

describe("a table of an SQLite file from old times", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mm-old-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** The client of today takes no text in double quotes, but reads a file that has one. */
  function oldFile(sql: string): string {
    const path = join(folder, "old.db");
    const database = new Database(path);
    database.unsafeMode(true);
    database.exec(sql.replaceAll("<<", "'<<").replaceAll(">>", ">>'"));
    database.pragma("writable_schema = ON");
    database.exec(`UPDATE sqlite_schema SET sql = replace(replace(sql, '''<<', '"'), '>>''', '"')`);
    database.close();
    return `sqlite:${path}`;
  }

  async function read(url: string): Promise<ReadonlyMap<string, Table>> {
    const connection = await sqliteDialect
      .createDriver()
      .connect({ url, connectTimeout: 1000, readOnly: true });
    try {
      return (await sqliteDialect.session.createIntrospector(connection).read({ ignore: [] }))
        .tables;
    } finally {
      await connection.close();
    }
  }

  it("has texts where names in double quotes name nothing", async () => {
    const url = oldFile(
      `CREATE TABLE t (a TEXT DEFAULT <<x y>> CHECK ("a" != <<b1>>), b TEXT DEFAULT 'x', c AS ("b" || <<d1>>));
       CREATE INDEX i ON t ("a" || <<e1>>) WHERE "b" != <<f1>>`,
    );
    const table = (await read(url)).get("t");
    expect(table?.fields.map((field) => field.default)).to.deep.equal([
      { kind: "sql", sql: "'x y'" },
      { kind: "sql", sql: "'x'" },
      undefined,
    ]);
    expect(table?.fields[2]?.generated?.expression).to.equal("b || 'd1'");
    expect(table?.checks.map(({ expression }) => expression)).to.deep.equal(["a != 'b1'"]);
    expect(table?.indexes.map(({ parts, where }) => [parts[0]?.expression, where])).to.deep.equal([
      ["a || 'e1'", "b != 'f1'"],
    ]);
  });
});
