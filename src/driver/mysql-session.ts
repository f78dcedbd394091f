import type { Connection as Client } from "mysql2/promise";
import type { SessionEnd } from "./driver.js";
import { type IntegerParameters, readMysqlValue } from "./mysql-values.js";

/** What {@link MysqlConnection} is made of. */
export interface MysqlAccess {
  readonly label: string;
  readonly connect: () => Promise<Client>;
  readonly typed: IntegerParameters;
  /** Asks the server, over a session of its own, to stop what the thread runs. */
  readonly stop: (thread: number) => Promise<void>;
  readonly end: (client: Client, end: SessionEnd) => Promise<void>;
}

/** Everything that could lose something arrives as text and is read by `readMysqlValue`. */
export const READING = {
  timezone: "Z",
  supportBigNumbers: true,
  bigNumberStrings: true,
  dateStrings: true,
  jsonStrings: true,
  decimalNumbers: false,
  rowsAsArray: false,
  typeCast: readMysqlValue,
} as const;

/**
 * Moments are UTC on both sides of the wire: what reading and writing of values relies on. A session is
 * told with its first statement, where that has this text among its own settings, or else in front of it.
 */
export const MYSQL_MOMENTS = "SESSION time_zone = '+00:00'";
