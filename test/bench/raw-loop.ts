// The physical limit: what any tool must do at least. Usage: node raw-loop.js <folder>
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

const folder = process.argv[2] ?? ".";
const database = new Database(join(folder, "mm.db"));
database.exec("CREATE TABLE IF NOT EXISTS history (id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
const applied = new Set(database.prepare("SELECT name FROM history").pluck().all());
const record = database.prepare("INSERT INTO history (name) VALUES (?)");
const directory = join(folder, "sql");
for (const file of readdirSync(directory).sort()) {
  const sql = readFileSync(join(directory, file), "utf8");
  if (applied.has(file)) continue;
  database.exec("BEGIN");
  database.exec(sql);
  record.run(file);
  database.exec("COMMIT");
}
database.close();
