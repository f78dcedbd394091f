import type { Connection, Row } from "../../driver/driver.js";
import { DriverError, orRefusal } from "../../driver/driver-error.js";
import { groupBy } from "../group-by.js";
import { type Facts, facts } from "./facts.js";
import { readColumnText } from "./merge-column.js";
import { beginningOf } from "./server.js";
import { cutTable } from "./table-parts.js";
import { quoted, readMysqlText } from "./text-literal.js";

/**
 * MariaDB shows all tables in the answer to one statement. One that went away meanwhile, or is broken,
 * is missing in it.
 */
function allOf(kind: string): string {
  return `BEGIN NOT ATOMIC
  DECLARE done INT DEFAULT 0;
  DECLARE name VARCHAR(64) CHARACTER SET utf8mb3;
  DECLARE names CURSOR FOR ${NAMES[kind]};
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1;
  OPEN names;
  one: LOOP
    FETCH names INTO name;
    IF done THEN LEAVE one; END IF;
    BEGIN
      DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;
      EXECUTE IMMEDIATE CONCAT('SHOW CREATE ${kind.toUpperCase()} \`', REPLACE(name, '\`', '\`\`'), '\`');
    END;
  END LOOP;
  CLOSE names;
END`;
}

/** Where the names of each kind are. */
const NAMES: Readonly<Record<string, string>> = {
  table: named("table", "table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')"),
  sequence: named("table", "table_type = 'SEQUENCE'"),
  view: named("table", "table_type = 'VIEW'"),
  procedure: named("routine", "routine_type = 'PROCEDURE'"),
  function: named("routine", "routine_type = 'FUNCTION'"),
  event: named("event", "TRUE"),
  trigger: named("trigger", "TRUE", "event_object"),
};

function named(what: string, condition: string, schemaOf = what): string {
  return `SELECT ${what}_name FROM information_schema.${what}s WHERE ${schemaOf}_schema = DATABASE() AND ${condition}`;
}

/** The answers of SHOW CREATE TABLE; MySQL is asked for one after the other. */
export async function shownTables(
  connection: Connection,
  mariadb: boolean,
  tables: readonly Facts[],
): Promise<ReadonlyMap<string, string>> {
  const rows = mariadb
    ? await connection.query(allOf("table"))
    : await oneByOne(connection, "table", tables);
  return new Map(
    rows.map((row) => [String(row.Table), String(row["Create Table"] ?? "")] as const),
  );
}

/** The same of what stands beside tables: the statement that makes each, where the server shows it. */
export async function shownObjects(
  connection: Connection,
  objects: readonly Facts[],
): Promise<(object: Facts) => string | undefined> {
  const { server } = await beginningOf(connection);
  const found = new Map<string, string>();
  for (const [kind, members] of groupBy(objects, (object) => object.kind ?? "")) {
    const rows =
      server === "mariadb"
        ? await connection.query(allOf(kind))
        : await oneByOne(connection, kind, members);
    for (const row of rows.map(facts)) {
      const word = kind === "sequence" ? "table" : kind;
      const text = row[`create ${word}`] ?? row["sql original statement"];
      if (text !== undefined) found.set(`${kind}\0${row[word]}`, text);
    }
  }
  return ({ kind, name }) => found.get(`${kind}\0${name}`);
}

async function oneByOne(
  connection: Connection,
  kind: string,
  members: readonly Facts[],
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { name = "" } of members) {
    const asked = connection.query(`SHOW CREATE ${kind.toUpperCase()} ${quoted(name)}`);
    const found = await orRefusal(asked);
    if (!(found instanceof DriverError)) rows.push(...found);
  }
  return rows;
}

/**
 * Defaults of binary columns that are no plain text: the catalogue of MariaDB shows their bytes as one,
 * and loses them. In an answer that is not translated, SHOW CREATE TABLE has them as they are.
 */
export async function binaryDefaults(
  connection: Connection,
  columns: readonly Facts[],
): Promise<readonly Facts[]> {
  const asked = columns.filter(
    ({ type = "", preset = "" }) =>
      /^(?:var)?binary\b/i.test(type) && preset.startsWith("'") && !/^[ ->@-[\]-~]*$/.test(preset),
  );
  if (asked.length === 0) return [];
  const shown = new Map<string, ReadonlyMap<string, string>>();
  for (const row of await untranslated(connection, allOf("table"))) {
    shown.set(bytesOf(row.Table).toString("utf8"), defaultsIn(bytesOf(row["Create Table"])));
  }
  return asked.flatMap(({ table = "", name = "" }) => {
    const bytes = shown.get(table)?.get(name);
    return bytes === undefined ? [] : { table, name, bytes };
  });
}

async function untranslated(connection: Connection, sql: string): Promise<readonly Row[]> {
  await connection.execute(
    "SET @mm_results = @@character_set_results, character_set_results = binary",
  );
  try {
    return await connection.query(sql);
  } finally {
    await connection.execute("SET character_set_results = @mm_results");
  }
}

function bytesOf(value: unknown): Buffer {
  return value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value ?? ""));
}

/** Column -> the bytes of its default, in hexadecimal digits. Every character stands for a byte. */
function defaultsIn(shown: Buffer): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { column, sql } of cutTable(shown.toString("latin1")).parts) {
    const literal = readColumnText(sql).get("default")?.slice("default ".length);
    if (column === undefined || literal?.startsWith("'") !== true) continue;
    const bytes = Buffer.from(readMysqlText(literal), "latin1");
    found.set(Buffer.from(column, "latin1").toString("utf8"), bytes.toString("hex"));
  }
  return found;
}
