import { expect } from "chai";
import type { Schema } from "../../src/schema/schema.js";
import type { Table } from "../../src/schema/table.js";
import { testTargets } from "../databases.js";
import { namesIn, projectText } from "../source-tree.js";

/** Names of one thing in the scripts: `AlbumId`, `album_id`. */
const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

/** What of a table is the same wherever it is. */
function shapeOf(table: Table) {
  return {
    // The times of MariaDB have whole seconds unless they say more.
    fields: table.fields.map(({ name, type, length, precision, scale, nullable }) =>
      [plain(name), type, length, type === "timestamp" ? "" : precision, scale, nullable].join(" "),
    ),
    key: table.primaryKey?.fields.map(plain),
    references: table.foreignKeys
      .map(({ fields, table: target, targetFields, onDelete }) =>
        [fields.map(plain), plain(target), targetFields.map(plain), onDelete].join(" "),
      )
      .sort(),
    indexes: table.indexes
      .map(({ parts, unique }) =>
        [unique, ...parts.map(({ field }) => plain(field ?? ""))].join(" "),
      )
      .sort(),
  };
}

const script = (name: string): string => `test/fidelity/${name}/chinook.sql`;

const hasScript = (name: string): boolean =>
  namesIn(`test/fidelity/${name}`).includes("chinook.sql");

async function read(target: (typeof testTargets)[number]): Promise<Schema | undefined> {
  if (target.server === undefined || !hasScript(target.name)) return undefined;
  const database = await target.server.create();
  try {
    const connection = await database.connect();
    for (const sql of projectText(script(target.name)).split(/;$/m)) {
      if (sql.trim() !== "") await connection.execute(sql);
    }
    return await database.dialect.session.createIntrospector(connection).read({ ignore: [] });
  } finally {
    await database.drop();
  }
}

describe("the scripts of Chinook", () => {
  it("make one schema on every database, each in its own words", async function () {
    this.timeout(60_000);
    const shapes = new Map<string, unknown>();
    for (const target of testTargets) {
      const schema = await read(target);
      if (schema === undefined) continue;
      const tables = [...schema.tables.values()].map(
        (one) => [plain(one.name), shapeOf(one)] as const,
      );
      shapes.set(target.name, Object.fromEntries(tables.sort(([a], [b]) => (a < b ? -1 : 1))));
    }
    const [first] = shapes.values();
    for (const [name, shape] of shapes) expect(shape, name).to.deep.equal(first);
  });
});
