import { parseMigration } from "../../src/migration/parse-migration.js";
import type { Operation } from "../../src/operation/operation.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import type { Schema } from "../../src/schema/schema.js";
import type { TestServer } from "../databases.js";

/** What an empty database looks like after these migrations, read back from it. */
export async function structureAfter(
  server: TestServer,
  migrations: readonly (readonly Operation[])[],
): Promise<Schema> {
  const place = await server.create();
  try {
    const database = await openDatabase(place.url);
    const { dialect } = database;
    const chain = migrations.map((operations, at) =>
      parseMigration(
        {
          name: `${at}_step`,
          dependencies: at === 0 ? [] : [`${at - 1}_step`],
          operations: operations.map((one) => one.toData()),
        },
        { file: `${at}_step.ts`, checksum: `${at}` },
      ),
    );
    const runner = new Runner({ migrations: chain, dialect, database });
    try {
      await runner.up();
      const connection = await place.connect();
      const ignore = toolTablesOf(DEFAULT_HISTORY_TABLE).names;
      return await dialect.session.createIntrospector(connection).read({ ignore });
    } finally {
      await runner.close();
    }
  } finally {
    await place.drop();
  }
}
