import type { Connection, Row } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { Facts } from "./facts.js";

/**
 * MariaDB shows all tables in the answer to one statement. One that went away meanwhile, or is broken,
 * is missing in it.
 */
const ALL = `BEGIN NOT ATOMIC
  DECLARE done INT DEFAULT 0;
  DECLARE name VARCHAR(64) CHARACTER SET utf8mb3;
  DECLARE names CURSOR FOR SELECT table_name FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED');
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1;
  OPEN names;
  one: LOOP
    FETCH names INTO name;
    IF done THEN LEAVE one; END IF;
    BEGIN
      DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;
      EXECUTE IMMEDIATE CONCAT('SHOW CREATE TABLE \`', REPLACE(name, '\`', '\`\`'), '\`');
    END;
  END LOOP;
  CLOSE names;
END`;

/** The answers of SHOW CREATE TABLE; MySQL is asked for one after the other. */
export async function shownTables(
  connection: Connection,
  mariadb: boolean,
  tables: readonly Facts[],
): Promise<ReadonlyMap<string, string>> {
  const rows = mariadb ? await connection.query(ALL) : await oneByOne(connection, tables);
  return new Map(
    rows.map((row) => [String(row.Table), String(row["Create Table"] ?? "")] as const),
  );
}

async function oneByOne(connection: Connection, tables: readonly Facts[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { name = "" } of tables) {
    try {
      rows.push(...(await connection.query(`SHOW CREATE TABLE ${quoted(name)}`)));
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
