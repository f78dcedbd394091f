import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { rows } from "./catalogue.js";

/** A transaction of which nothing is left. */
export interface Scratch {
  /** Why temporary objects cannot be made in it, or may not. */
  readonly refused: string | undefined;
  /** Takes back what was done so far. */
  forget(): Promise<void>;
}

/** Names lead to what is there before they lead to a temporary object. */
export const TEMPORARY_LAST = `SELECT set_config('search_path', concat_ws(', ', NULLIF(current_setting('search_path'), ''), 'pg_temp'), true),
  set_config('check_function_bodies', 'off', true)`;

const [GROUND, SCRATCH, PART] = ["mm_ground", "mm_scratch", "mm_scratch_part"];

/** The server's word for a statement that asks for a transaction when there is none. */
const NO_TRANSACTION = "25P01";

/** Runs `work` in a transaction that is rolled back, or behind a savepoint of the caller's own. */
export async function inScratch<T>(
  connection: Connection,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const own = await openGround(connection);
  try {
    const refused = await quiet(connection);
    await connection.execute(`SAVEPOINT ${SCRATCH}`);
    return await work({
      refused,
      forget: async () => {
        await connection.execute(`ROLLBACK TO SAVEPOINT ${SCRATCH}`);
      },
    });
  } finally {
    if (own) await connection.rollback();
    else {
      await connection.execute(`ROLLBACK TO SAVEPOINT ${GROUND}`);
      await connection.execute(`RELEASE SAVEPOINT ${GROUND}`);
    }
  }
}

/** Inside the caller's transaction when there is one; true when it had to be our own. */
async function openGround(connection: Connection): Promise<boolean> {
  try {
    await connection.execute(`SAVEPOINT ${GROUND}`);
    return false;
  } catch (error) {
    if (!(error instanceof DriverError && error.serverCode === NO_TRANSACTION)) throw error;
    await connection.begin();
    return true;
  }
}

/** Does a part of a scratch wholly or not at all. @returns why the server refused */
export async function tryPart(
  connection: Connection,
  work: () => Promise<void>,
): Promise<DriverError | undefined> {
  await connection.execute(`SAVEPOINT ${PART}`);
  try {
    await work();
    await connection.execute(`RELEASE SAVEPOINT ${PART}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof DriverError) || error.connectionLost) throw error;
    await connection.execute(`ROLLBACK TO SAVEPOINT ${PART}`);
    await connection.execute(`RELEASE SAVEPOINT ${PART}`);
    return error;
  }
}

interface Rights {
  readonly standby: boolean;
  readonly reads: boolean;
  readonly allowed: boolean;
  readonly user: string;
}

const RIGHTS = `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS reads,
    has_database_privilege(current_database(), 'TEMPORARY') AS allowed, current_user::text AS user`;

interface EventTrigger {
  readonly name: string;
  /** `O`rigin, `R`eplica or `A`lways: the sessions in which it fires. */
  readonly enabled: string;
}

/** Those that would see what is made in a scratch. */
const EVENT_TRIGGERS = `SELECT evtname AS name, evtenabled AS enabled FROM pg_event_trigger
  WHERE evtenabled <> 'D' AND evtevent IN ('ddl_command_start', 'ddl_command_end')
    AND (evttags IS NULL OR EXISTS (SELECT FROM unnest(evttags) AS tag WHERE tag ~ '^(CREATE|ALTER|COMMENT)'))
  ORDER BY evtname`;

/**
 * Sees to it that no event trigger fires, because what that does may reach outside the transaction.
 *
 * @returns see `Scratch.refused`
 */
async function quiet(connection: Connection): Promise<string | undefined> {
  const [rights] = await rows<Rights>(connection, RIGHTS, []);
  if (rights?.standby === true)
    return "the server is a standby, where nothing can be made to compare";
  if (rights?.reads === true) return "the session may only read, and make nothing to compare";
  if (rights?.allowed === false) {
    return `user "${rights.user}" may not make temporary objects, which are made to compare`;
  }
  const all = await rows<EventTrigger>(connection, EVENT_TRIGGERS, []);
  const firing = all.filter(({ enabled }) => enabled !== "R");
  if (firing.length === 0) return undefined;
  const loud = all.find(({ enabled }) => enabled !== "O");
  const error =
    loud ??
    (await tryPart(connection, async () => {
      await connection.query("SELECT set_config('session_replication_role', 'replica', true)");
    }));
  return (
    error && `event trigger "${(loud ?? firing[0])?.name}" would fire for what is made to compare`
  );
}
