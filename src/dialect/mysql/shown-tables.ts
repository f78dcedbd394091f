import type { Connection, Row } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { groupBy } from "../group-by.js";
import { type Facts, facts } from "./facts.js";
import { beginningOf } from "./server.js";

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
  trigger: named("trigger", "TRUE"),
};

function named(what: string, condition: string): string {
  return `SELECT ${what}_name FROM information_schema.${what}s WHERE ${what}_schema = DATABASE() AND ${condition}`;
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
    try {
      rows.push(...(await connection.query(`SHOW CREATE ${kind.toUpperCase()} ${quoted(name)}`)));
    } catch (error) {
      if (!(error instanceof DriverError) || error.connectionLost) throw error;
    }
  }
  return rows;
}

/**
 * Defaults of binary columns that are no plain text: the catalogue of MariaDB shows their bytes as one.
 * The function DEFAULT gives them, also where there is no row.
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
  const one = ({ table = "", name = "" }: Facts): string =>
    `SELECT ${text(table)} AS tab, ${text(name)} AS name, HEX(DEFAULT(t.${quoted(name)})) AS bytes` +
    ` FROM (SELECT 1 AS one) o LEFT JOIN ${quoted(table)} t ON 1 = 0`;
  const rows = await connection.query(asked.map(one).join(" UNION ALL "));
  return rows.map((row) => ({
    table: String(row.tab),
    name: String(row.name),
    bytes: String(row.bytes),
  }));
}

function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

function text(name: string): string {
  return `'${name.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
