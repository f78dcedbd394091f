import type { Connection } from "../../src/driver/driver.js";
import { MysqlDriver } from "../../src/driver/mysql-driver.js";
import { connectWith, type FreshDatabase, freshDatabaseOn } from "./fresh-database.js";

/** Where the tests find a server whose user may create databases; no database in it. */
export const MYSQL_SERVER_URL = process.env.MM_TEST_MYSQL_URL ?? "mysql://root@127.0.0.1:3306/";

const driver = new MysqlDriver();

/** Opens a session of the given URL. */
export function connectToMysql(url: string): Promise<Connection> {
  return connectWith(driver, url);
}

/** Makes an empty database; the caller drops it. */
export function freshMysqlDatabase(name?: string): Promise<FreshDatabase> {
  const quoted = (text: string): string => `\`${text.replaceAll("`", "``")}\``;
  return freshDatabaseOn(
    {
      driver,
      url: MYSQL_SERVER_URL,
      create: (one) =>
        `CREATE DATABASE ${quoted(one)} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`,
      drop: (one) => `DROP DATABASE IF EXISTS ${quoted(one)}`,
    },
    name,
  );
}
