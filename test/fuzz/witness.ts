import { randomBytes } from "node:crypto";
import Database from "better-sqlite3";
import type { Connection } from "../../src/driver/driver.js";
import type { TestDatabase } from "../databases.js";
import { connectWith } from "../driver/fresh-database.js";

/** What a database itself says that a statement needs. */
export interface Need {
  /** A table, type or sequence, or a function, of the fixture. */
  readonly name: string;
  /** Is it written to? */
  readonly writes: boolean;
}

/** A database that looks at statements and says what they would touch. */
export interface Witness {
  /** undefined = it takes the statement, and nothing in it is forbidden or it does not say. */
  needs(sql: string): Promise<readonly Need[]>;
  close(): Promise<void>;
}

/** What may be read, what may be written, and what not even that. */
const TABLES = ["t_a", "t_b", "t_ro", "secret"];

/**
 * PostgreSQL and MariaDB check the rights of a user who has none on what is secret and may only read
 * `t_ro`: what they refuse, the statement touches, whatever its text looks like.
 */
export async function serverWitness(database: TestDatabase): Promise<Witness> {
  return database.dialect.name === "postgresql"
    ? await postgresql(database)
    : await mysql(database);
}

async function postgresql(database: TestDatabase): Promise<Witness> {
  const connection = await database.connect();
  const role = `mm_fuzz_${randomBytes(6).toString("hex")}`;
  for (const table of TABLES)
    await connection.execute(`CREATE TABLE ${table} (id integer PRIMARY KEY, x text)`);
  for (const sql of [
    "CREATE TYPE secret_kind AS ENUM ('a')",
    "CREATE SEQUENCE secret_seq",
    "CREATE FUNCTION evil(integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
    "REVOKE EXECUTE ON FUNCTION evil FROM PUBLIC",
    "REVOKE USAGE ON TYPE secret_kind FROM PUBLIC",
    `CREATE ROLE ${role}`,
    `GRANT ALL ON SCHEMA public TO ${role}`,
    `GRANT ALL ON t_a, t_b TO ${role}`,
    `GRANT SELECT ON t_ro TO ${role}`,
  ])
    await connection.execute(sql);
  return {
    needs: async (sql) => {
      // A parameter without its value is a fault of the protocol, which ends the session.
      if (/\$\d/.test(sql)) return [];
      await connection.execute("BEGIN");
      try {
        await connection.execute(`SET LOCAL ROLE ${role}`);
        await connection.execute(/^CREATE/i.test(sql) ? sql : `EXPLAIN ${sql}`);
        return [];
      } catch (error) {
        return needsOf(error, /permission denied for (?:table|function|sequence|type|view) (\w+)/);
      } finally {
        await connection.execute("ROLLBACK");
      }
    },
    close: async () => {
      await connection.execute(`DROP OWNED BY ${role}`);
      await connection.execute(`DROP ROLE ${role}`);
    },
  };
}

async function mysql(database: TestDatabase): Promise<Witness> {
  const owner = await database.connect();
  const user = `mm_fuzz_${randomBytes(6).toString("hex")}`;
  for (const table of TABLES)
    await owner.execute(`CREATE TABLE ${table} (id integer PRIMARY KEY, x varchar(20))`);
  await owner.execute("CREATE FUNCTION evil(a integer) RETURNS integer RETURN 1");
  await owner.execute(`CREATE USER ${user}@'%'`);
  const all = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX";
  for (const sql of [
    `GRANT ${all} ON t_a TO ${user}@'%'`,
    `GRANT ${all} ON t_b TO ${user}@'%'`,
    `GRANT ${all}, CREATE VIEW, SHOW VIEW ON t_new TO ${user}@'%'`,
    `GRANT ${all}, CREATE VIEW, SHOW VIEW ON v TO ${user}@'%'`,
    `GRANT SELECT ON t_ro TO ${user}@'%'`,
  ])
    await owner.execute(sql);
  const own = new URL(database.url);
  own.username = user;
  own.password = "";
  const connection: Connection = await connectWith(database.dialect.createDriver(), own.href);
  return {
    needs: async (sql) => {
      try {
        const create = /^CREATE/i.test(sql);
        await connection.execute(create ? sql : `EXPLAIN ${sql}`);
        if (create) {
          await owner.execute("DROP TABLE IF EXISTS t_new");
          await owner.execute("DROP VIEW IF EXISTS v");
        }
        return [];
      } catch (error) {
        return needsOf(
          error,
          /\w+ command denied to user .*? for (?:table `[^`]*`\.`|routine '[^'.]*\.)(.*?)(?:`|'$)/s,
        ).map(({ name, writes }) => ({ name: asWritten(name), writes }));
      }
    },
    close: async () => {
      await connection.close();
      await owner.execute(`DROP USER ${user}@'%'`);
    },
  };
}

/** MariaDB writes control characters of a name in its messages as a backslash and four digits. */
function asWritten(name: string): string {
  return name.replace(/\\([0-9a-f]{4})/g, (_text, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

function needsOf(error: unknown, denied: RegExp): readonly Need[] {
  const message = messageOf(error);
  const found = denied.exec(message);
  if (found === null) return [];
  const name = found.at(-1) ?? "";
  return [{ name: name.toLowerCase(), writes: name === "t_ro" }];
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${messageOf(error.cause)}`;
}

/** SQLite shows the program that it makes of a statement: which pages it opens, what it calls. */
export function sqliteWitness(): Witness {
  const database = new Database(":memory:");
  for (const table of TABLES)
    database.exec(`CREATE TABLE ${table} (id integer PRIMARY KEY, x text)`);
  database.function("evil", { varargs: true }, () => 1);
  const roots = new Map<unknown, string>();
  for (const row of database.prepare("SELECT rootpage, tbl_name FROM sqlite_schema").all()) {
    if (isRow(row)) roots.set(row.rootpage, String(row.tbl_name));
  }
  return {
    needs: async (sql) => {
      try {
        const program = database.prepare(`EXPLAIN ${sql}`).all();
        return program.filter(isRow).flatMap(({ opcode, p2, p4, p5 }) => {
          // The page is in a register: a table that this very statement makes.
          const made = (Number(p5) & 16) !== 0 && opcode === "OpenWrite";
          if (made) return [];
          const opened = opcode === "OpenRead" || opcode === "OpenWrite" || opcode === "Clear";
          const name = opened ? roots.get(p2) : undefined;
          if (name !== undefined) return [{ name, writes: opcode !== "OpenRead" }];
          const called = /^evil\(/.test(String(p4)) && /Func/.test(String(opcode));
          return called ? [{ name: "evil", writes: false }] : [];
        });
      } catch {
        return [];
      }
    },
    close: async () => void database.close(),
  };
}

function isRow(row: unknown): row is Readonly<Record<string, unknown>> {
  return typeof row === "object" && row !== null;
}
