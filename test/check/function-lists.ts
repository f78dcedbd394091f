import { usualFunctions } from "../../src/check/usual-functions.js";
import type { Connection } from "../../src/driver/driver.js";

// The functions that servers have, those of every extension that can be installed included, beside
// what a policy allows by itself. Run by hand against a new version of a server:
// node dist/test/check/show-function-lists.js

/** Functions of PostgreSQL that change something or name an object: none may be usual. */
export const SUSPECT = `
  SELECT DISTINCT p.proname AS name FROM pg_proc p
  WHERE p.proname = ANY($1::text[])
    AND (p.provolatile = 'v' OR oidvectortypes(p.proargtypes) ~ '\\m(?:internal|cstring|reg(?!config|dictionary)[a-z]+)\\M')`;

/** What to ask a server of each kind for the names of its functions. */
const NAMES: Readonly<Record<string, string>> = {
  postgresql: "SELECT DISTINCT proname AS name FROM pg_proc WHERE proname !~ '^_' ORDER BY 1",
  mysql: "SELECT lower(function) AS name FROM information_schema.sql_functions ORDER BY 1",
  sqlite: "SELECT DISTINCT name FROM pragma_function_list ORDER BY 1",
};

/** Installs every extension that the server has and that can be installed beside the others. */
export async function installExtensions(connection: Connection): Promise<readonly string[]> {
  const rows = await connection.query("SELECT name FROM pg_available_extensions ORDER BY name");
  const installed: string[] = [];
  for (const { name } of rows) {
    try {
      await connection.execute(`CREATE EXTENSION IF NOT EXISTS "${String(name)}" CASCADE`);
      installed.push(String(name));
    } catch {
      // It wants a setting, a language or rights that this server has not got.
    }
  }
  return installed;
}

/** The server's functions: usual ones, and those that an operator would have to name. */
export async function functionLists(
  connection: Connection,
  database: string,
): Promise<{ readonly usual: readonly string[]; readonly named: readonly string[] }> {
  const allowed = usualFunctions(database);
  const rows = await connection.query(NAMES[database] ?? "");
  const names = rows.map(({ name }) => String(name));
  return {
    usual: names.filter((name) => allowed.has(name)),
    named: names.filter((name) => !allowed.has(name)),
  };
}
