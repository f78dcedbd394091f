import type { Database } from "better-sqlite3";
import { giveBack, inTransaction, take, unfit } from "./borrowed-client.js";
import type { BorrowedClient } from "./driver.js";
import { SqliteConnection } from "./sqlite-connection.js";

/** What migrations switch, and how it is read back. */
const SETTINGS = [
  "foreign_keys",
  "legacy_alter_table",
  "defer_foreign_keys",
  "ignore_check_constraints",
  "recursive_triggers",
  "busy_timeout",
] as const;

/** The session of a handle of `better-sqlite3`; undefined when it is none. */
export function borrowSqlite(client: object): BorrowedClient | undefined {
  if (!isHandle(client)) return undefined;
  const label = `sqlite:${client.name}`;
  return {
    label,
    single: true,
    open: async () => {
      if (!client.open) throw unfit("it is closed", "Close it behind the migrations.");
      if (client.inTransaction) throw inTransaction();
      take(client);
      const settings = SETTINGS.map((name) => [name, Number(settingOf(client, name))] as const);
      const putBack = (): void => {
        for (const [name, value] of settings) client.pragma(`${name} = ${value}`);
      };
      return new SqliteConnection(client, {
        label,
        readOnly: client.readonly,
        reopen: (database) => {
          putBack();
          return database;
        },
        close: () => {
          giveBack(client);
          if (client.open) putBack();
        },
      });
    },
  };
}

function isHandle(client: object): client is Database {
  return "prepare" in client && "pragma" in client && "inTransaction" in client;
}

function settingOf(client: Database, name: string): unknown {
  return client.pragma(name, { simple: true });
}
