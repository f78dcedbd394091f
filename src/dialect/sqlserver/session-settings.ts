import type { Connection } from "../../driver/driver.js";
import type { WithSettings } from "../dialect.js";
import { sqlserverText } from "./text-literal.js";

const USER = "SELECT USER_NAME() AS name";
const REVERT = "REVERT";
/** As deep as `EXECUTE AS` can be nested. */
const DEEPEST = 32;

/** Texts of these statements, for the parser in the tests. */
export const settingsQueries: readonly string[] = [USER, REVERT];

/** See `DialectSession.captureSettings`. */
export async function captureSqlserverSettings(connection: Connection): Promise<WithSettings> {
  const read = async (): Promise<string> => {
    const [row] = await connection.query(USER);
    return String(row?.name);
  };
  const begun = await read();
  return async (work) => {
    const now = await read();
    for (let depth = 0; depth < DEEPEST && (await read()) !== begun; depth += 1) {
      await connection.execute(REVERT);
    }
    await work();
    if (now !== begun) await connection.execute(`EXECUTE AS USER = ${sqlserverText(now)}`);
  };
}
