import type { Connection } from "../../driver/driver.js";
import type { WithSettings } from "../dialect.js";
import { sameValues } from "../same-values.js";

const NOW = `SELECT session_user::text AS "user", current_setting('role') AS role,
  current_setting('client_encoding') AS encoding`;

/** In this order: another user gives up the role. */
const SET = `SELECT set_config('session_authorization', $1, false), set_config('role', $2, false),
  set_config('client_encoding', $3, false)`;

/** See `DialectSession.captureSettings`. */
export async function capturePostgresqlSettings(connection: Connection): Promise<WithSettings> {
  const read = async (): Promise<readonly string[]> => {
    const [row] = await connection.query(NOW);
    return [row?.user, row?.role, row?.encoding].map(String);
  };
  const begun = await read();
  return async (work) => {
    const now = await read();
    if (sameValues(now, begun)) return await work();
    await connection.query(SET, begun);
    await work();
    // Not behind a failure: the transaction takes it all back, or is over with the session.
    await connection.query(SET, now);
  };
}
