import { Kysely, PostgresDialect } from "kysely";
import { migrate } from "makemigrations/api";
import pg from "pg";
import type { Database } from "./database-types.js";

/** The database of production, as far as the migrations of this release go. */
export async function openDatabase(url: string): Promise<Kysely<Database>> {
  const pool = new pg.Pool({ connectionString: url });
  // Every replica calls this when it starts: one of them migrates, the others wait.
  await migrate({ database: pool });
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
