import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase } from "../../databases.js";

describeEachDatabase(
  "rows that are dumped",
  (server) => {
    it("keep a sign for unreadable bytes that is in them, and those bytes themselves are refused", async () => {
      const [database, other] = [await server.create(), await server.create()];
      try {
        const connection = await database.connect();
        for (const sql of [
          "CREATE TABLE notes (word TEXT PRIMARY KEY, body TEXT, any_value)",
          "INSERT INTO notes VALUES ('a' || char(65533), char(65533), -0.0), (char(65533, 57344), 'plain', 1.5)",
          "INSERT INTO notes VALUES ('bad', CAST(x'61ff62' AS TEXT), NULL)",
        ])
          await connection.execute(sql);
        await inFolder({}, async (folder) => {
          const mm = (url: string, ...words: readonly string[]) =>
            tool([...words, "--database-url", url], folder);
          const init = await mm(database.url, "init", "--from-database");
          expect(init.exit, init.stderr).to.equal(0);
          const dump = ["generate", "dump-data", "notes"];
          const refused = await mm(database.url, ...dump);
          expect(refused.exit).to.equal(1);
          expect(refused.stderr).to.match(
            /row word = "bad" .*"body", which holds bytes that are not UTF-8/,
          );
          const where = ["--where", "word <> 'bad'", "--name", "notes"];
          const taken = await mm(database.url, ...dump, ...where);
          expect(taken.exit, taken.stderr).to.equal(0);
          expect(readFileSync(join(folder, "migrations/0002_notes.ts"), "utf8")).to.contain(
            "plain",
          );
          const up = await mm(other.url, "migrate", "up");
          expect(up.exit, up.stderr).to.equal(0);
          const rows = `SELECT hex(word) AS word, hex(body) AS body, any_value AS number,
            typeof(any_value) IN ('integer', 'real') AS "isNumber" FROM notes WHERE word <> 'bad' ORDER BY 1`;
          const made = await (await other.connect()).query(rows);
          expect(made).to.deep.equal([
            { word: "61EFBFBD", body: "EFBFBD", number: 0, isNumber: 1 },
            { word: "EFBFBDEE8080", body: "706C61696E", number: 1.5, isNumber: 1 },
          ]);
        });
      } finally {
        await database.drop();
        await other.drop();
      }
    });
  },
  (name) => name === "sqlite",
);
