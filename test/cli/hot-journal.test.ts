import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { killWriter } from "../driver/killed-writer.js";
import { inFolder, mm, tableMigration } from "./run-cli.js";

const URL = ["--database-url", "sqlite:./app.db"];

describe("after a kill in a large transaction on SQLite", () => {
  it("every command rolls it back and goes on", async () => {
    await inFolder({ "migrations/0001_a.ts": tableMigration("0001_a", "a") }, async (folder) => {
      const [database, journal] = [join(folder, "app.db"), join(folder, "app.db-journal")];
      expect((await mm(["migrate", "up", ...URL], folder)).exit).to.equal(0);
      killWriter(database);
      cpSync(database, `${database}.hot`);
      cpSync(journal, `${database}.hot-journal`);
      for (const words of [
        ["migrate", "status"],
        ["migrate", "showsql"],
        ["migrate", "up", "--dry-run"],
        ["migrate", "up"],
        ["migrate", "down", "--dry-run"],
        ["migrate", "down"],
      ]) {
        cpSync(`${database}.hot`, database);
        cpSync(`${database}.hot-journal`, journal);
        const { exit, stderr } = await mm([...words, ...URL], folder);
        expect(exit, `${words.join(" ")}: ${stderr}`).to.equal(0);
      }
    });
  });
});
