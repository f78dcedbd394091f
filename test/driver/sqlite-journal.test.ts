import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { SqliteDriver } from "../../src/driver/sqlite-driver.js";
import { failure } from "./driver-failure.js";
import { killWriter } from "./killed-writer.js";

describe("a database whose writer was killed in a large transaction", () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mm-journal-"));
    file = join(folder, "a.db");
  });
  afterEach(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true });
  });

  const connect = (readOnly: boolean) =>
    new SqliteDriver().connect({ url: `sqlite:${file}`, connectTimeout: 0, readOnly });

  for (const mode of ["delete", "wal"] as const) {
    for (const readOnly of [true, false]) {
      it(`is as before to one who ${readOnly ? "reads" : "writes"}, journal mode ${mode}`, async () => {
        killWriter(file, mode);
        const connection = await connect(readOnly);
        try {
          expect(await connection.query("SELECT a FROM t")).to.deep.equal([{ a: "before" }]);
          expect(await connection.query("PRAGMA integrity_check")).to.deep.equal([
            { integrity_check: "ok" },
          ]);
        } finally {
          await connection.close();
        }
      });
    }
  }

  it("says why it cannot be read by one who may not write", async () => {
    killWriter(file);
    for (const path of [file, `${file}-journal`]) await chmod(path, 0o444);
    await chmod(folder, 0o555);
    // Root may write everywhere.
    const root = process.getuid?.() === 0;
    if (root) process.seteuid?.(65_534);
    try {
      const error = await failure(connect(true));
      expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
      expect(error.hint).to.match(/killed in the middle of a transaction/);
    } finally {
      if (root) process.seteuid?.(0);
    }
  });
});
