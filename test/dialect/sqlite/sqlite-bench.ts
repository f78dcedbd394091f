import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqliteDialect } from "../../../src/dialect/sqlite/dialect.js";
import { Workbench } from "../../conformance/workbench.js";

/** A workbench on a file of its own, which goes when it is closed. */
export async function sqliteBench(): Promise<Workbench> {
  const dialect = new SqliteDialect();
  const folder = await mkdtemp(join(tmpdir(), "mm-bench-"));
  const url = `sqlite:${join(folder, "a.db")}`;
  return await Workbench.open({
    name: "sqlite",
    dialect,
    create: async () => {
      const connection = await dialect
        .createDriver()
        .connect({ url, connectTimeout: 0, readOnly: false });
      await dialect.session.prepare(connection);
      const drop = async (): Promise<void> => {
        await connection.close();
        await rm(folder, { recursive: true });
      };
      return { dialect, url, connect: async () => connection, drop };
    },
  });
}
