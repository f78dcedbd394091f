import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * Fills table `t` in one transaction that is larger than the cache, and is killed before it ends:
 * what it wrote so far is in the file (or in the write-ahead log), and a journal knows what was there.
 */
export function killWriter(file: string, mode: "delete" | "wal" = "delete"): void {
  const code = `
    const database = new (require(${JSON.stringify(createRequire(import.meta.url).resolve("better-sqlite3"))}))(process.argv[1]);
    database.pragma("journal_mode = ${mode}");
    database.pragma("cache_size = 10");
    database.exec("CREATE TABLE IF NOT EXISTS t (a TEXT)");
    database.exec("INSERT INTO t VALUES ('before')");
    database.exec("BEGIN IMMEDIATE");
    database.exec("UPDATE t SET a = 'during'");
    database.exec("INSERT INTO t WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5000) SELECT hex(randomblob(100)) FROM c");
    process.kill(process.pid, "SIGKILL");`;
  const { signal, stderr } = spawnSync(process.execPath, ["-e", code, file], { encoding: "utf8" });
  const left = `${file}-${mode === "wal" ? "wal" : "journal"}`;
  if (signal === "SIGKILL" && existsSync(left) && statSync(left).size > 0) return;
  throw new Error(`the writer left nothing: ${stderr}`);
}
