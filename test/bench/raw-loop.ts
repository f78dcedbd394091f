// The physical limit: what any tool must do at least. Usage: node raw-loop.js <folder>
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bareClient } from "./bare-client.js";

const directory = join(process.argv[2] ?? ".", "sql");
const client = await bareClient(process.env.DATABASE_URL ?? "");
const applied = await client.applied();
for (const file of readdirSync(directory).sort()) {
  const sql = readFileSync(join(directory, file), "utf8");
  if (applied.has(file)) continue;
  await client.begin();
  await client.script(sql);
  await client.record(file);
  await client.commit();
}
await client.close();
