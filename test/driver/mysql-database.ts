import { randomBytes } from "node:crypto";
import type { Connection } from "../../src/driver/driver.js";
import { MysqlDriver } from "../../src/driver/mysql-driver.js";

/** Where the tests find a server whose user may create databases; no database in it. */
export const MYSQL_SERVER_URL = process.env.MM_TEST_MYSQL_URL ?? "mysql://root@127.0.0.1:3306/";

/** A database of the suite's own. */
export interface FreshMysqlDatabase {
  readonly name: string;
  readonly url: string;
  connect(): Promise<Connection>;
  /** Closes what `connect` opened and drops the database. */
  drop(): Promise<void>;
}

/** Opens a session of the given URL. */
export function connectToMysql(url: string): Promise<Connection> {
  return new MysqlDriver().connect({ url, connectTimeout: 5000, readOnly: false });
}

/** Makes an empty database; the caller drops it. */
export async function freshMysqlDatabase(
  name = `mm_test_${randomBytes(6).toString("hex")}`,
): Promise<FreshMysqlDatabase> {
  const quoted = `\`${name.replaceAll("`", "``")}\``;
  await onServer(`CREATE DATABASE ${quoted} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`);
  const url = MYSQL_SERVER_URL.replace(/\/[^/?]*(\?|$)/, `/${encodeURIComponent(name)}$1`);
  const opened: Connection[] = [];
  return {
    name,
    url,
    connect: async () => {
      const connection = await connectToMysql(url);
      opened.push(connection);
      return connection;
    },
    drop: async () => {
      await Promise.all(opened.map((connection) => connection.close()));
      await onServer(`DROP DATABASE IF EXISTS ${quoted}`);
    },
  };
}

async function onServer(sql: string): Promise<void> {
  const connection = await connectToMysql(MYSQL_SERVER_URL);
  try {
    await connection.execute(sql);
  } finally {
    await connection.close();
  }
}
