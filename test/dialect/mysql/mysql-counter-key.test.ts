import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inFolder, mm } from "../../cli/run-cli.js";
import { type TestDatabase, testTargets } from "../../databases.js";

const server = testTargets.find(({ name }) => name === "mysql")?.server;

const schema = (key: string, more = ""): string => `tables:
  - name: tickets
    primary_key: [${key}]
    fields:
      - { name: id, type: serial, nullable: false, counter: { start: 100 } }
      - { name: code, type: integer, nullable: false }
${more}`;
const INDEX = "    indexes: [{ name: by_id, fields: [id] }]\n";

describe("a counter of MySQL that leaves the primary key", () => {
  let database: TestDatabase;

  beforeEach(async () => {
    if (server === undefined) throw new Error("no MySQL or MariaDB can be reached");
    database = await server.create();
  });

  afterEach(() => database.drop());

  it("goes on counting in an index that nobody else needs, and comes back", async () => {
    await inFolder({}, async (folder) => {
      const run = async (...words: readonly string[]): Promise<string> => {
        const { exit, stdout, stderr } = await mm(
          [...words, "--database-url", database.url],
          folder,
        );
        expect(exit, stdout + stderr).to.equal(0);
        return stdout;
      };
      await run("init", "--database", "mysql");
      const file = join(folder, "schema/schema.yaml");
      for (const text of [schema("id"), schema("code", INDEX), schema("id")]) {
        writeFileSync(file, text);
        await run("generate", "--yes");
        await run("migrate", "up");
        expect(await run("db-diff")).to.contain("Nothing differs.");
      }
      const connection = await database.connect();
      await connection.execute("INSERT INTO tickets (code) VALUES (7)");
      expect(await connection.query("SELECT id FROM tickets")).to.deep.equal([{ id: 100 }]);
    });
  });
});
