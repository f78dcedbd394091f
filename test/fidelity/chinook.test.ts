import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { schemaText } from "../../src/cli/schema/schema-format.js";
import { schemaOfTables } from "../../src/dialect/expected.js";
import { readTable } from "../../src/dialect/sqlserver/introspector.js";
import type { Schema } from "../../src/schema/schema.js";
import type { Table } from "../../src/schema/table.js";
import { inFolder, mm } from "../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase, testTargets } from "../databases.js";
import { namesIn, projectRoot, projectText } from "../source-tree.js";
import { catalogueOfScript } from "./sqlserver-script.js";

const update = process.env.MM_UPDATE_GOLDEN === "1";

/** Names of one thing in the scripts: `AlbumId`, `album_id`. */
const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

/** What of a table is the same wherever it is. */
function shapeOf(table: Table) {
  return {
    fields: table.fields.map(({ name, length, precision, scale, nullable, ...field }) => {
      // The script for SQL Server has its old type of moments, which the model has no word for.
      const type = field.native === "datetime" ? "timestamp" : field.type;
      // The times of MariaDB have whole seconds unless they say more.
      const digits = type === "timestamp" ? "" : precision;
      return [plain(name), type, length, digits, scale, nullable].join(" ");
    }),
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

async function load(database: TestDatabase): Promise<void> {
  const connection = await database.connect();
  for (const sql of projectText(script(database.dialect.name)).split(/;$/m)) {
    if (sql.trim() !== "") await connection.execute(sql);
  }
}

async function read(target: (typeof testTargets)[number]): Promise<Schema | undefined> {
  if (target.server === undefined || !hasScript(target.name)) return undefined;
  const database = await target.server.create();
  try {
    await load(database);
    const connection = await database.connect();
    return await database.dialect.session.createIntrospector(connection).read({ ignore: [] });
  } finally {
    await database.drop();
  }
}

/** What the introspector of SQL Server makes of the rows that its catalogue has after a script. */
function readRecorded(sql: string): Schema {
  const catalogue = catalogueOfScript(sql);
  return schemaOfTables(catalogue.tables.map((row) => readTable(row, catalogue)));
}

function shapesOf(schema: Schema): Readonly<Record<string, unknown>> {
  const tables = [...schema.tables.values()].map((one) => [plain(one.name), shapeOf(one)] as const);
  return Object.fromEntries(tables.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe("the scripts of Chinook", () => {
  it("make one schema on every database, each in its own words", async () => {
    const recorded = shapesOf(readRecorded(projectText(script("sqlserver"))));
    expect(Object.keys(recorded)).to.have.lengthOf(11);
    for (const target of testTargets.filter(({ name }) => name !== "sqlserver")) {
      const schema = await read(target);
      if (schema === undefined) continue;
      expect(shapesOf(schema), target.name).to.deep.equal(recorded);
    }
  });

  it("become a schema file and a migration for SQL Server, which make the same of it", async () => {
    const schema = readRecorded(projectText(script("sqlserver")));
    const files = {
      "mm.config.yaml": "database:\n  type: sqlserver\nschema:\n  paths: schema/*.yaml\n",
      "schema/schema.yaml": schemaText(schema, "yaml"),
    };
    await inFolder(files, async (folder) => {
      const made = await mm(["generate", "--name", "initial", "--no-input"], folder);
      expect(made.exit, made.stderr).to.equal(0);
      const again = await mm(["generate", "--no-input"], folder);
      expect(again.stdout).to.contain("No changes");
      const { stdout } = await mm(["migrate", "showsql", "--all"], folder);
      const golden = "test/fidelity/sqlserver/chinook.golden.sql";
      if (update) writeFileSync(join(projectRoot, golden), stdout);
      expect(stdout).to.equal(projectText(golden));
      const remade = readRecorded(stdout);
      const byName = ({ tables }: Schema) =>
        [...tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(byName(remade)).to.deep.equal(byName(schema));
    });
  });
});

describeEachDatabase(
  "the script of Chinook",
  (server) => {
    it("is taken over by one command, as it was loaded and as migrations made it; nothing is left to generate", async () => {
      const [first, second] = [await server.create(), await server.create()];
      try {
        await load(first);
        const adopt = async (url: string, work: (folder: string) => Promise<void>) =>
          await inFolder({}, async (folder) => {
            const run = async (...words: readonly string[]): Promise<string> => {
              const { exit, stdout, stderr } = await mm([...words, "--database-url", url], folder);
              expect(exit, stderr).to.equal(0);
              return stdout;
            };
            expect(await run("init", "--from-database")).to.contain("11 tables");
            expect(await run("generate", "--no-input")).to.contain("No changes");
            expect(await run("db-diff")).to.contain("Nothing differs");
            await work(folder);
          });
        await adopt(first.url, async (folder) => {
          const made = await mm(["migrate", "up", "--database-url", second.url], folder);
          expect(made.exit, made.stderr).to.equal(0);
        });
        await adopt(second.url, async () => undefined);
      } finally {
        await first.drop();
        await second.drop();
      }
    });
  },
  (name) => name !== "sqlserver" && hasScript(name),
);
